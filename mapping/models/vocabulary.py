"""The words by which actors and actions are sorted: families, categories, types, publics, stages."""

from django.db import models


class LegalFamily(models.TextChoices):
    """La Fonda's six families of actors."""

    STATE = "state", "État"
    LOCAL_AUTHORITY = "local_authority", "collectivités"
    ASSOCIATION = "association", "associations"
    COMPANY = "company", "entreprises"
    RESEARCH = "research", "centres de recherche"
    INDIVIDUAL = "individual", "individus"


# As a form and the map's filters group them.
CATEGORIES = {
    "Éducation": {
        "school": "école",
        "middle_school": "collège",
        "segpa": "SEGPA",
        "high_school": "lycée général et technologique",
        "vocational_school": "lycée professionnel",
        "relay_scheme": "dispositif relais",
        "second_chance_school": "micro-lycée",
        "mlds": "MLDS (lutte contre le décrochage scolaire)",
        "gpds": "GPDS (groupe de prévention du décrochage scolaire)",
        "foquale": "réseau FOQUALE",
        "psad": "PSAD (plateforme de suivi et d’appui aux décrocheurs)",
        "guidance_centre": "CIO (centre d’information et d’orientation)",
        "dsden": "DSDEN (services départementaux de l’Éducation nationale)",
    },
    "Collectivités": {
        "department": "département",
        "epci": "intercommunalité",
        "municipality": "commune",
        "region": "région",
        "pre": "programme de réussite éducative",
        "cite_educative": "cité éducative",
        "ccas": "CCAS (centre communal d’action sociale)",
    },
    "Services de l’État": {
        "prefecture": "préfecture",
        "ddets": "DDETS (emploi, travail et solidarités)",
        "sdjes": "SDJES (jeunesse, engagement et sports)",
    },
    "Emploi et formation": {
        "mission_locale": "mission locale",
        "e2c": "école de la deuxième chance",
        "epide": "EPIDE",
        "france_travail": "France Travail",
        "cfa": "CFA (centre de formation d’apprentis)",
        "training_body": "organisme de formation",
    },
    "Social et justice": {
        "mds": "maison départementale des solidarités",
        "ase": "aide sociale à l’enfance",
        "caf": "CAF (caisse d’allocations familiales)",
        "pjj": "PJJ (protection judiciaire de la jeunesse)",
        "street_work": "prévention spécialisée",
    },
    "Santé": {
        "mda": "maison des adolescents",
        "paej": "PAEJ (point accueil écoute jeunes)",
        "cmp": "CMP (centre médico-psychologique)",
        "school_health": "santé scolaire",
    },
    "Associations": {
        "popular_education": "éducation populaire",
        "social_centre": "centre social",
        "student_mentoring": "mentorat étudiant",
        "clas_operator": "opérateur CLAS (accompagnement à la scolarité)",
        "youth_centre": "accueil de jeunes",
        "promeneurs_du_net": "Promeneurs du Net",
    },
    "Familles": {
        "parent_federation": "fédération de parents d’élèves",
        "parents_group": "groupe de parents",
    },
    "Autres": {
        "company": "entreprise",
        "university": "université",
        "resource_centre": "centre de ressources",
    },
}
CATEGORY_LABELS = {code: label for group in CATEGORIES.values() for code, label in group.items()}


class ActionType(models.TextChoices):
    PREVENTION = "prevention", "prévention"
    EARLY_DETECTION = "early_detection", "repérage"
    HOMEWORK_SUPPORT = "homework_support", "accompagnement à la scolarité"
    REMEDIATION = "remediation", "remédiation"
    REENGAGEMENT = "reengagement", "raccrochage"
    GUIDANCE = "guidance", "orientation"
    PARENTING = "parenting", "parentalité"
    MOBILITY = "mobility", "mobilité"
    HEALTH_WELLBEING = "health_wellbeing", "santé et bien-être"
    TRAINING = "training", "formation"
    MENTORING = "mentoring", "mentorat"
    MEDIATION = "mediation", "médiation"
    NETWORKING = "networking", "mise en réseau"
    PROFESSIONAL_TRAINING = "professional_training", "formation de professionnels"


class Public(models.TextChoices):
    """Whom an action is for."""

    PRIMARY = "primary", "élèves d’école primaire"
    MIDDLE_SCHOOL = "middle_school", "collège"
    HIGH_SCHOOL = "high_school", "lycée"
    AGE_16_18 = "age_16_18", "16–18 ans (obligation de formation)"
    NEET_16_25 = "neet_16_25", "16–25 ans sans emploi ni formation"
    PARENTS = "parents", "parents"
    PROFESSIONALS = "professionals", "professionnels"


class Stage(models.TextChoices):
    """The académie's own three moments of dropping out."""

    PREVENTION = "prevention", "prévention"
    DROPPING_OUT = "dropping_out", "en cours de décrochage"
    OUT_OF_SCHOOL = "out_of_school", "sortis sans solution"
