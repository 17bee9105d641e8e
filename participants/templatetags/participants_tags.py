"""What people are called in a cycle, for pages of its team: cards are shown to nobody else."""

from django import template

from ..models import Participant

register = template.Library()


@register.simple_tag
def called(cycle, identity) -> str:
    """What somebody is called in this cycle; less where they have no card there, or no account any more."""
    return _names(cycle, [identity])[identity.pk]


@register.simple_tag
def with_authors(cycle, changes) -> list[tuple]:
    """Each change of the programme with what its author is called. One query, however many there are."""
    changes = list(changes)
    names = _names(cycle, [change.author for change in changes if change.author])
    return [(change, names.get(change.author_id, change.author_label)) for change in changes]


def _names(cycle, identities) -> dict:
    users = {identity.user_id for identity in identities if identity.user_id}
    cards = Participant.objects.filter(membership__cycle=cycle, membership__user__in=users)
    by_user = dict(cards.order_by("membership__joined_at", "pk").values_list("membership__user", "name"))
    return {identity.pk: by_user.get(identity.user_id) or str(identity) for identity in identities}
