"""Where somebody lands who has just logged in and asked for nothing in particular: at their next action."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from charter.models import Signatory, Version
from cycle.models import Membership, Workday
from mapping.models import Actor

# Who holds several roles begins with the one that others wait for.
FIRST = (Membership.Role.FACILITATOR, Membership.Role.PARTICIPANT, Membership.Role.OBSERVER)


def landing_address(user) -> str:
    """The address of this person's next action.

    Who facilitates prepares the cycle; who keeps a map with proposals looks at them; who takes part reads the
    charter in force until they have signed it, then goes to the next workday, or to the cycle; who observes
    reads the map. Of several cycles, the one joined last.
    """
    membership = _first_membership(user)
    if membership and membership.role == Membership.Role.FACILITATOR:
        return reverse("cycle:board", args=[membership.cycle.slug])
    if Actor.objects.proposed().kept_by(user).exists():
        return reverse("moderation:list")
    if membership is None:
        return reverse("home")
    if membership.role == Membership.Role.OBSERVER:
        return reverse("map:detail")
    return _of_participant(user, membership.cycle)


def _first_membership(user) -> Membership | None:
    held = (
        Membership.objects.current().filter(user=user).select_related("cycle").order_by("-joined_at", "-pk")
    )
    return min(held, key=lambda membership: FIRST.index(membership.role), default=None)


def _of_participant(user, cycle) -> str:
    signed = Signatory.objects.of(user).in_force().filter(version=OuterRef("pk"))
    to_sign = Version.objects.in_force().filter(~Exists(signed), charter__cycle=cycle)
    if to_sign.exists():
        return reverse("charter:detail", args=[cycle.slug])
    workday = Workday.objects.filter(cycle=cycle).to_come(timezone.localdate()).first()
    return (workday or cycle).get_absolute_url()
