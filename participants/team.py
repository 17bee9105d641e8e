"""Who runs a cycle and who else is in it: changing a role, removing somebody; never without a facilitator."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from cycle.models import Cycle, Membership
from support import outbox

from .models import Invitation
from .roles import MEANINGS
from .services import LastFacilitatorError


def hold_as_team(cycle, by, *others) -> None:
    """Lock these accounts, then the cycle; PermissionDenied unless `by` still runs it, with an open account.

    Accounts in the order of their numbers, so that two who act on each other do not wait for ever.
    """
    people = {by.pk, *(person.pk for person in others)}
    held = list(User.objects.select_for_update().filter(pk__in=people).order_by("pk"))
    Cycle.objects.select_for_update().only("pk").get(pk=cycle.pk)
    is_open = any(person.pk == by.pk and person.is_active for person in held)
    if not is_open or not Cycle.objects.facilitated_by(by).filter(pk=cycle.pk).exists():
        raise PermissionDenied


def give_role(membership, role) -> None:
    """Give a member this role, the cycle being held. LastFacilitatorError when nobody else would run it."""
    if role != Membership.Role.FACILITATOR:
        _keep_a_facilitator(membership)
    membership.role = role
    membership.save(update_fields=["role"])


@transaction.atomic
def change_role(membership, role, *, by) -> bool:
    """Change what a member is in the cycle, and tell them; False when they are that already, or gone.

    An invitation that waits for them is closed: what the team decided last holds.
    """
    hold_as_team(membership.cycle, by, membership.user)
    member = _still_there(membership)
    if member is None or member.role == role:
        return False
    give_role(member, role)
    Invitation.objects.addressed_to(member.user).filter(cycle=member.cycle_id).withdraw()
    if member.user_id != by.pk:
        meaning = MEANINGS[role]
        _tell(
            member,
            f"Votre rôle dans le cycle « {member.cycle} »",
            f"L’équipe d’animation du cycle « {member.cycle} » a changé votre rôle. "
            f"C’est désormais : {meaning.label}.\n{meaning.sentence}",
            settings.PORTAL_URL + member.cycle.get_absolute_url(),
        )
    return True


@transaction.atomic
def remove(membership, *, by) -> bool:
    """End somebody's membership, and tell them; False when they had gone already."""
    hold_as_team(membership.cycle, by, membership.user)
    member = _still_there(membership)
    if member is None:
        return False
    _keep_a_facilitator(member)
    member.leave()
    Invitation.objects.addressed_to(member.user).filter(cycle=member.cycle_id).withdraw()
    _tell(
        member,
        f"Vous n’êtes plus membre du cycle « {member.cycle} »",
        f"L’équipe d’animation a mis fin à votre place dans le cycle « {member.cycle} » : ses pages "
        "réservées aux membres ne vous sont plus ouvertes. Votre compte n’est pas touché ; votre fiche y "
        "reste, à emporter ou à effacer.",
        settings.PORTAL_URL + reverse("accounts:profile"),
    )
    return True


def _keep_a_facilitator(membership):
    if Cycle.objects.resting_on(membership.user).filter(pk=membership.cycle_id).exists():
        raise LastFacilitatorError(membership.cycle)


def _still_there(membership):
    return Membership.objects.current().select_related("cycle", "user").filter(pk=membership.pk).first()


def _tell(member, subject, what, link):
    if not member.user.is_active:
        return
    answer = ["Pour écrire à l’équipe, répondez à ce message."] if member.cycle.service_email else []
    body = "\n\n".join(["Bonjour,", what, link, *answer])
    outbox.queue(to=member.user.email, reply_to=member.cycle.service_email, subject=subject, body=body)
