"""People in a cycle, made short."""

from participants.models import Participant

from .accounts import user as an_account
from .cycle import membership


def participant(cycle, user=None, *, role="participant", **fields):
    """Somebody who takes part in this cycle, with a card."""
    user = user or an_account()
    return Participant.objects.create(
        membership=membership(cycle, user, role), **{"name": "Awa Diop", **fields}
    )
