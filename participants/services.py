"""Coming into a cycle, saying who one is there, going: each by one's own choice."""

from django.db import transaction

from accounts.models import User
from accounts.personal import HeldBackError
from cycle.models import Cycle, Membership
from mapping.models import Actor
from mapping.names import searchable

from .models import Participant


class LastFacilitatorError(HeldBackError):
    """Somebody would leave a cycle without anybody to run it."""

    def __init__(self, cycle):
        super().__init__(
            f"Vous êtes la seule personne à animer le cycle « {cycle} ». "
            "Avant de partir, confiez l’animation à quelqu’un d’autre.",
            code="last_facilitator",
        )


@transaction.atomic
def join(cycle, user, *, proposal=None, **card) -> tuple[Membership, bool]:
    """Take part in a cycle with this card; the membership, and whether it is new.

    `proposal` describes an organisation that the map does not show yet: stewards will look at it. Whoever
    already holds a role in the cycle keeps it, and nothing changes.
    """
    _lock(cycle, user)
    membership, is_new = Membership.objects.current().get_or_create(
        cycle=cycle, user=user, defaults={"role": Membership.Role.PARTICIPANT}
    )
    if is_new:
        Participant.objects.create(membership=membership, **_with_proposed(proposal, user, card))
    return membership, is_new


@transaction.atomic
def change_card(membership, *, proposal=None, **card) -> Participant:
    """Say anew who this member is in the cycle; `proposal` as in `join`."""
    _lock(membership.cycle, membership.user)
    card = _with_proposed(proposal, membership.user, card)
    participant, _ = Participant.objects.update_or_create(membership=membership, defaults=card)
    return participant


@transaction.atomic
def leave(membership) -> None:
    """End a membership; again, nothing changes. LastFacilitatorError when nobody else runs the cycle."""
    # Two facilitators who leave at once must not both count on the other.
    _lock(membership.cycle)
    if Cycle.objects.resting_on(membership.user).filter(pk=membership.cycle_id).exists():
        raise LastFacilitatorError(membership.cycle)
    membership.leave()


def _with_proposed(proposal, user, card):
    """The card, with the proposed organisation: the one that a colleague proposed already, or a new one."""
    if proposal is None:
        return card
    known = Actor.objects.proposed().filter(commune=proposal["commune"])
    wanted = searchable(proposal["name"])
    actor = next((actor for actor in known if searchable(actor.name) == wanted), None)
    if actor is None:
        actor = Actor.objects.create(**proposal, status=Actor.Status.PROPOSED, proposed_by=user)
    return {**card, "organisation": actor}


def _lock(cycle, user=None):
    """The account, then the cycle: in that order everywhere, so that nobody waits for the other for ever."""
    if user is not None:
        User.objects.hold_or_refuse(user.pk)
    Cycle.objects.select_for_update().only("pk").get(pk=cycle.pk)
