"""Ways of working that groups know: each fills in the form of an agenda item, to be adapted."""

from dataclasses import dataclass

from .models import AgendaItem


@dataclass(frozen=True)
class MethodTemplate:
    """`key` names it in addresses; `summary` says in a line what it is for."""

    key: str
    method: AgendaItem.Method
    title: str
    summary: str
    minutes: int
    intention: str
    material: str

    @property
    def initial(self) -> dict[str, object]:
        """What the form of a new item starts with."""
        names = ("method", "title", "minutes", "intention", "material")
        return {name: getattr(self, name) for name in names}


TEMPLATES = (
    MethodTemplate(
        "tour-de-parole",
        AgendaItem.Method.TALKING_CIRCLE,
        "Tour de parole",
        "Entendre tout le monde, une fois chacun.",
        30,
        "Chaque personne dit en deux minutes ce avec quoi elle arrive. On écoute sans répondre ; on peut "
        "passer son tour, et le reprendre à la fin.",
        "Des chaises en cercle, un objet qui passe de main en main, une montre.",
    ),
    MethodTemplate(
        "world-cafe",
        AgendaItem.Method.WORLD_CAFE,
        "World café",
        "Croiser les idées d’un grand groupe, de table en table.",
        90,
        "Trois tables, trois questions. Toutes les vingt-cinq minutes on change de table ; une personne "
        "reste, et raconte aux suivantes ce qui s’est dit. À la fin, chaque table en retient trois idées.",
        "Une nappe en papier et des feutres par table, les questions écrites en grand, une cloche.",
    ),
    MethodTemplate(
        "photolangage",
        AgendaItem.Method.PHOTOLANGUAGE,
        "Photolangage",
        "Parler d’un sujet sensible en partant d’une image.",
        45,
        "Chaque personne choisit en silence l’image qui répond le mieux à la question posée, puis dit "
        "pourquoi. Personne ne commente le choix d’une autre.",
        "Une quarantaine d’images étalées sur une table, la question écrite au mur.",
    ),
    MethodTemplate(
        "sous-groupes",
        AgendaItem.Method.SMALL_GROUPS,
        "Travail en sous-groupes",
        "Creuser à quatre ou cinq, puis mettre en commun.",
        60,
        "Par groupes de quatre ou cinq venus de structures différentes : quarante minutes pour avancer sur "
        "une question, puis trois minutes par groupe pour dire l’essentiel.",
        "Une consigne et une affiche par groupe, des feutres, assez de place pour s’entendre.",
    ),
    MethodTemplate(
        "vote-par-points",
        AgendaItem.Method.DOT_VOTING,
        "Vote par points",
        "Faire ressortir des priorités parmi beaucoup d’idées.",
        30,
        "On relit les propositions et on réunit celles qui se ressemblent. Chaque personne place ensuite "
        "cinq points, trois au plus sur la même. Le résultat ouvre la discussion, il ne la ferme pas.",
        "Les propositions affichées, cinq gommettes par personne.",
    ),
    MethodTemplate(
        "ronde-de-consentement",
        AgendaItem.Method.CONSENT_ROUND,
        "Ronde de consentement",
        "Décider sans vote : plus personne n’a d’objection.",
        60,
        "Une proposition est lue. Premier tour : ce qu’il faut éclaircir. Deuxième tour : ce que chaque "
        "personne en pense. Troisième tour : les objections, que le groupe lève une à une en améliorant la "
        "proposition.",
        "La proposition imprimée, une personne qui mène la ronde et une qui note.",
    ),
)


def method_template(key: str) -> MethodTemplate | None:
    return next((template for template in TEMPLATES if template.key == key), None)
