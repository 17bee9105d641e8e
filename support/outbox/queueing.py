import unicodedata
import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import BadHeaderError
from django.core.validators import validate_email
from django.db import transaction

from . import attachments as registry
from .delivery import attempt_now
from .models import SUBJECT_LENGTH, Mail


def queue(
    *,
    to: str,
    subject: str,
    body: str,
    urgent: bool = False,
    not_after: datetime | None = None,
    reply_to: str = "",
    attachments: Iterable[tuple[str, dict]] = (),
) -> Mail:
    """Writes a mail to be sent, in the caller's transaction; nothing leaves if that is rolled back.

    `urgent`: one attempt of five seconds at most as soon as the transaction commits; if it fails, the
    worker goes on. `not_after`: the moment from which the mail is of no more use; it then never leaves and
    its body is erased. `attachments`: pairs of a registered renderer's name and its JSON arguments. The row
    is returned as written: `refresh_from_db()` tells what became of it.

    Raises BadHeaderError for a control character in the subject or an address (a line feed would add a
    header), ValidationError for an address that is none, ValueError for an empty body, LookupError for an
    unknown attachment.
    """
    for value in (to, subject, reply_to):
        _refuse_control_characters(value)
    validate_email(to)
    if reply_to:
        validate_email(reply_to)
    body = body.replace("\x00", "").strip()
    if not body:
        raise ValueError("A mail has a body")
    wanted = list(attachments)
    for name, _ in wanted:
        if not registry.is_known(name):
            raise LookupError(f"No attachment renderer is called {name!r}")
    mail = Mail.objects.create(
        message_id=_new_message_id(),
        to=to,
        reply_to=reply_to,
        subject=_shorten(subject, SUBJECT_LENGTH),
        body=body,
        attachments=wanted,
        urgent=urgent,
        not_after=not_after,
    )
    if urgent:
        transaction.on_commit(partial(attempt_now, mail.pk))
    return mail


def _refuse_control_characters(value: str) -> None:
    """Control characters and the line and paragraph separators have no place in a header."""
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in value):
        raise BadHeaderError("A header holds on one line, without control characters")


def _shorten(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _new_message_id() -> str:
    host = urlsplit(settings.PORTAL_URL).hostname or "localhost"
    # An IPv6 address does not stand as it is in a Message-ID (RFC 5322, 3.6.4).
    return f"<{uuid.uuid4()}@{'localhost' if ':' in host else host}>"
