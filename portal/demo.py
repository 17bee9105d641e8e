"""The demonstration: entering the fictional cycle under a role, without an address or a code."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction

from cycle.models import Cycle, Membership
from mapping.models import Actor, Steward, Territory
from support.public_pages import touching

SLUG = "demonstration"


@dataclass(frozen=True)
class DemoRole:
    role: Membership.Role
    email: str
    title: str
    text: str
    verb: str


ROLES = {
    demo_role.role.value: demo_role
    for demo_role in (
        DemoRole(
            Membership.Role.FACILITATOR,
            "animation@demo.invalid",
            "Équipe d’animation",
            "Fixer, déplacer, annuler ou ajouter une journée : la page et les agendas suivent aussitôt. "
            "Et relire les structures proposées pour la carte.",
            "Animer le cycle",
        ),
        DemoRole(
            Membership.Role.PARTICIPANT,
            "participation@demo.invalid",
            "Participation",
            "Arriver à sa prochaine journée, avec le lien pour la rejoindre à distance.",
            "Participer au cycle",
        ),
        DemoRole(
            Membership.Role.OBSERVER,
            "observation@demo.invalid",
            "Observation",
            "Lire la carte, suivre l’avancement sans rien modifier, comme une collectivité ou un financeur.",
            "Observer le cycle",
        ),
    )
}


def demonstration_cycle() -> Cycle | None:
    """The fictional cycle, or None while it is not loaded. A real cycle is never lent to passers-by."""
    return Cycle.objects.filter(slug=SLUG, is_fictional=True).first()


@transaction.atomic
def person_with_role(cycle: Cycle, role: str):
    """The fictional user who holds this role in the cycle, made on first use; repeating changes nothing."""
    email = ROLES[role].email
    user, _ = get_user_model().objects.get_or_create(email=email, defaults={"password": make_password(None)})
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    membership, _ = Membership.objects.get_or_create(
        cycle=cycle, user=user, left_at=None, defaults={"role": role}
    )
    if membership.role != role:
        membership.role = role
        membership.save(update_fields=["role"])
    if role == Membership.Role.FACILITATOR:
        # So that there is somebody to look at what the fictional participant proposes.
        Steward.objects.get_or_create(territory=cycle.territory, user=user)
    return user


# What a fictional participant proposed for the map, by a key of its own: name, commune, family, category.
PROPOSALS = {
    # The map knows it as « Ricochets »: one to merge, one to publish.
    "ricochets": ("Association Ricochets", "Corbeil-Essonnes", "association", "popular_education"),
    "parrains": ("Parrains de l’Yerres", "Brunoy", "association", "student_mentoring"),
}


@transaction.atomic
def propose_organisations(cycle: Cycle) -> int:
    """Let the fictional participant propose organisations for the map; how many are new.

    Once: what stewards did with them since is left alone, and a commune that is not loaded is passed over.
    """
    participant = person_with_role(cycle, Membership.Role.PARTICIPANT)
    communes = {place.name: place for place in Territory.objects.communes_of(cycle.territory)}
    new = 0
    with touching("actors"):
        for key, (name, commune, family, category) in PROPOSALS.items():
            if commune not in communes:
                continue
            _, is_new = Actor.objects.get_or_create(
                source="demonstration-propositions",
                source_key=key,
                defaults={
                    "name": name,
                    "commune": communes[commune],
                    "legal_family": family,
                    "category": category,
                    "is_fictional": True,
                    "proposed_by": participant,
                },
            )
            new += is_new
    return new
