"""Writing to the team of a cycle without knowing anybody's address."""

import uuid
from enum import Enum

from allauth.core import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest

from support import outbox

from .models import Cycle, Membership

# As long as somebody may come back to an open tab and press the button again.
_REMEMBERED_FOR = 24 * 3600  # seconds


class Sending(Enum):
    QUEUED = "queued"
    TOO_MANY = "too many"
    NOBODY = "nobody"


class _GiveUp(Exception):  # noqa: N818, not an error: it undoes the transaction
    def __init__(self, sending: Sending):
        self.sending = sending


def recipients(cycle: Cycle) -> list[str]:
    """Who receives what is written to a cycle: its service address, else its team, else the operator."""
    if cycle.service_email:
        return [cycle.service_email]
    team = Membership.objects.filter(cycle=cycle).facilitating().filter(user__is_active=True)
    addresses = list(team.order_by("pk").values_list("user__email", flat=True))
    return addresses or [address for address in [settings.PORTAL_OPERATOR["email"]] if address]


def write_to_team(
    request: HttpRequest, cycle: Cycle, *, token: uuid.UUID, name: str, email: str, message: str
) -> Sending:
    """Queue one mail to each recipient. The same `token` again, even at the same moment, sends nothing more.

    The limits are those of the "contact" action in ACCOUNT_RATE_LIMITS: by network address and by cycle.
    """
    key = f"contact:{token}"
    try:
        with transaction.atomic():
            # In the transaction: with the cache in the database, a rollback forgets the token too.
            if not cache.add(key, value=True, timeout=_REMEMBERED_FOR):
                return Sending.QUEUED
            addresses = recipients(cycle)
            if not addresses:
                raise _GiveUp(Sending.NOBODY)
            if not ratelimit.consume(request, action="contact", key=cycle.slug):
                raise _GiveUp(Sending.TOO_MANY)
            for address in addresses:
                outbox.queue(
                    to=address,
                    # Without the name: the subject outlives the text in the outbox.
                    subject=f"Un message pour le cycle « {cycle.title} »",
                    body=_body(cycle, name, email, message),
                    reply_to=email,
                )
    except _GiveUp as given_up:
        cache.delete(key)
        return given_up.sending
    except Exception:
        cache.delete(key)
        raise
    return Sending.QUEUED


def _body(cycle: Cycle, name: str, email: str, message: str) -> str:
    return (
        f"{name} ({email}) vous écrit par le formulaire de contact du cycle « {cycle.title} ».\n"
        "Pour répondre, répondez simplement à ce courriel.\n\n"
        f"{message}\n\n"
        "--\n"
        "Ce message vous parvient parce que vous recevez le courrier de ce cycle. Effacez-le une fois la "
        "demande traitée, et au plus tard un an après le dernier échange.\n"
    )
