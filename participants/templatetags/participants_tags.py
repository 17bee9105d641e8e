"""What pages of the team say of people: what they are called in the cycle, what they were not told."""

from django import template
from django.utils import timezone

from .. import notices
from ..models import Participant

register = template.Library()


@register.simple_tag
def called(cycle, identity) -> str:
    """What somebody is called in this cycle; less where they have no card there, or no account any more."""
    return _names(cycle, [identity])[identity.pk]


@register.simple_tag
def with_authors(cycle, rows, of="author") -> list[tuple]:
    """Each row with what the person in its field `of` is called. One query, however many there are."""
    rows = list(rows)
    names = _names(cycle, [person for row in rows if (person := getattr(row, of))])
    return [(row, names.get(getattr(row, f"{of}_id")) or row.author_label) for row in rows]


def _names(cycle, identities) -> dict:
    users = {identity.user_id for identity in identities if identity.user_id}
    cards = Participant.objects.filter(membership__cycle=cycle, membership__user__in=users)
    by_user = dict(cards.order_by("membership__joined_at", "pk").values_list("membership__user", "name"))
    return {identity.pk: by_user.get(identity.user_id) or str(identity) for identity in identities}


@register.simple_tag
def unsaid_days(cycle, workdays) -> int:
    """How many of these, all days of the cycle, have changed without the members being told. Two queries."""
    return len(notices.unsaid(cycle, timezone.localdate(), workdays))
