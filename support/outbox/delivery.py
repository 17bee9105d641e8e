"""Taking a mail, sending it, recording what became of it: three steps, so that none is done inside another.

A claim is a short transaction of its own; the mail is sent outside any transaction; the outcome is recorded
only by whoever still holds the claim. A claim outlasts the longest delivery, so a living worker is never
overtaken; when it has run out, its worker is dead and another takes the mail.
"""

import logging
import os
import secrets
import smtplib
import socket
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.conf import settings
from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from . import attachments, sweeping
from .models import Mail
from .smtp import HandoverUncertainError

logger = logging.getLogger("support.outbox")

URGENT_TIMEOUT = 5  # seconds, of the attempt made while somebody waits for a page
CLAIM_MARGIN = 20  # seconds that a claim lasts beyond the delivery's own deadline
MINUTE, HOUR = 60, 3600
# Seconds before the second attempt, the third, and so on; when they are used up, the mail has failed.
DELAYS = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR)
URGENT_DELAYS = (5, 15, 30, *DELAYS)
KEPT_DAYS = 30

Verdict = Literal["sent", "retry", "failed", "uncertain"]


class UnreachableError(Exception):
    """No server to hand a mail to: nothing is wrong with the mail."""


@dataclass(frozen=True)
class Outcome:
    verdict: Verdict
    error: str = ""
    unreachable: bool = False


class Carrier:
    """Hands mails to `settings.EMAIL_BACKEND`, over one connection for as long as it holds.

    `timeout`, in seconds, is the deadline of one delivery.
    """

    def __init__(self, timeout: int):
        self.timeout = timeout
        self._backend = django_mail.get_connection(timeout=timeout)
        self._is_open = False

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def close(self):
        self._is_open = False
        # The goodbye of a connection that broke is of no interest.
        with suppress(OSError):
            self._backend.close()

    def send(self, message: EmailMessage) -> None:
        """Sends; raises UnreachableError, HandoverUncertainError, or what the backend raises."""
        kept_open, began = self._is_open, time.monotonic()
        try:
            self._open_and_send(message)
        except OSError as error:
            ended_at_once = _hung_up(error) and time.monotonic() - began < 1
            if not (kept_open and ended_at_once):
                raise
            # A server ends an idle or well-used connection when it likes: that says nothing of this mail.
            self._open_and_send(message)

    def _open_and_send(self, message):
        try:
            self._backend.open()
        except Exception as error:
            self.close()
            raise UnreachableError(str(error)) from error
        self._is_open = True
        try:
            self._backend.send_messages([message])
        except Exception:
            self.close()
            raise


def claim(*, timeout: int, pk: int | None = None) -> Mail | None:
    """Takes one due mail (this one, or the first) for a delivery of `timeout` seconds, or None."""
    due = Mail.objects.due() if pk is None else Mail.objects.due().filter(pk=pk)
    # Looked at first without a lock: an idle worker then never takes SQLite's only write lock.
    while due.exists():
        owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(8)}"
        # durable: a claim that its caller could still roll back would claim nothing.
        with transaction.atomic(durable=True):
            rows = due
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True)
            first = rows.values_list("pk", flat=True).first()
            if first is None:
                return None
            taken = (
                Mail.objects.due()
                .filter(pk=first)
                .update(
                    claimed_by=owner,
                    claimed_until=Now() + timedelta(seconds=timeout + CLAIM_MARGIN),
                    attempts=F("attempts") + 1,
                )
            )
        if taken:
            return Mail.objects.get(pk=first)
    return None


def deliver(mail: Mail, carrier: Carrier) -> Outcome:
    """Sends a claimed mail and says what happened; never raises for what a mail or a server does."""
    if mail.attempts > len(_delays(mail)) + 1:
        # Only a worker that died each time before recording anything leads here.
        return Outcome("failed", "trop d’essais interrompus")
    try:
        message = _message(mail, carrier.timeout)
    except Exception as error:
        logger.exception("courriel %s : une pièce jointe n’a pas pu être préparée", mail.pk)
        return Outcome("retry", _short(error))
    try:
        carrier.send(message)
    except Exception as error:
        return _judge(error)
    return Outcome("sent")


def record(mail: Mail, outcome: Outcome) -> str:
    """Writes the outcome down and lets the mail go; returns its state, or "lost" (nothing is written) when
    the claim ran out and another worker has taken the mail."""
    state, changes = _changes(mail, outcome)
    still_owner = (
        Mail.objects.queued()
        .filter(pk=mail.pk, claimed_by=mail.claimed_by)
        .update(state=state, claimed_by="", claimed_until=None, last_error=outcome.error, **changes)
    )
    word = "à réessayer" if state == Mail.State.QUEUED else state.label
    if not still_owner:
        logger.error("courriel %s %s, mais un autre processus l’avait repris", mail.pk, word)
        return "lost"
    level = logging.INFO if state == Mail.State.SENT else logging.WARNING
    because = f" : {outcome.error}" if outcome.error else ""
    logger.log(level, "courriel %s %s (essai %s)%s", mail.pk, word, mail.attempts, because)
    return state.value


def attempt_now(pk: int) -> None:
    """One attempt for an urgent mail, while somebody waits: five seconds, and never an error."""
    try:
        mail = claim(timeout=URGENT_TIMEOUT, pk=pk)
        if mail is not None:
            with Carrier(URGENT_TIMEOUT) as carrier:
                record(mail, deliver(mail, carrier))
    except Exception:
        logger.exception("courriel %s : l’envoi immédiat n’a pas pu se faire", pk)


def drain(stopping: Callable[[], bool] = lambda: False) -> Counter:
    """Sends every due mail, one after the other; returns how many ended in each state.

    Stops early when asked to, or when the server cannot be reached ("unreachable" is then counted): the
    other mails need not learn it one by one.
    """
    counts: Counter = Counter()
    timeout = settings.EMAIL_TIMEOUT
    with Carrier(timeout) as carrier:
        while not stopping():
            mail = claim(timeout=timeout)
            if mail is None:
                break
            outcome = deliver(mail, carrier)
            counts[_record_whatever_the_database_does(mail, outcome, stopping)] += 1
            if outcome.unreachable:
                counts["unreachable"] += 1
                break
    return counts


def sweep() -> Counter:
    """Erases what is of no more use: mails past their time, bodies with them, and old rows altogether.

    What other rooms registered for each sweep follows.
    """
    expired = (
        Mail.objects.overdue()
        .queued()
        .update(state=Mail.State.EXPIRED, claimed_by="", claimed_until=None, **_erased())
    )
    if not settings.OUTBOX_KEEP_BODIES:
        Mail.objects.overdue().exclude(state=Mail.State.QUEUED).exclude(body="").update(body="")
    long_ago = timezone.now() - timedelta(days=KEPT_DAYS)
    forgotten, _ = Mail.objects.exclude(state=Mail.State.QUEUED).filter(created_at__lt=long_ago).delete()
    sweeping.run_chores()
    return Counter(expired=expired, forgotten=forgotten)


def _message(mail: Mail, timeout: int) -> EmailMessage:
    message = EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        # Auto-Submitted (RFC 3834) keeps holiday replies from answering a machine.
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    for name, arguments in mail.attachments:
        message.attach(*attachments.render(name, arguments))
    if mail.attachments:
        _renew(mail, timeout)
    return message


class _ClaimLostError(Exception):
    """Rendering took so long that another worker has the mail now."""


def _renew(mail: Mail, timeout: int) -> None:
    """The delivery proper begins now, however long the attachments took to make."""
    until = Now() + timedelta(seconds=timeout + CLAIM_MARGIN)
    if not Mail.objects.queued().filter(pk=mail.pk, claimed_by=mail.claimed_by).update(claimed_until=until):
        raise _ClaimLostError


def _delays(mail: Mail) -> tuple[int, ...]:
    return URGENT_DELAYS if mail.urgent else DELAYS


def _changes(mail: Mail, outcome: Outcome) -> tuple[Mail.State, dict]:
    """The state that this outcome leads to, and what changes with it."""
    if outcome.verdict == "sent":
        return Mail.State.SENT, {"sent_at": Now(), **_erased()}
    if outcome.verdict == "uncertain":
        return Mail.State.UNCERTAIN, {}
    if outcome.verdict == "failed" or mail.attempts > len(_delays(mail)):
        return Mail.State.FAILED, {}
    delay = timedelta(seconds=_delays(mail)[mail.attempts - 1])
    if mail.not_after is not None and timezone.now() + delay >= mail.not_after:
        return Mail.State.EXPIRED, _erased()
    return Mail.State.QUEUED, {"not_before": Now() + delay}


def _erased() -> dict:
    return {} if settings.OUTBOX_KEEP_BODIES else {"body": ""}


def _judge(error: Exception) -> Outcome:
    """What an error means for the mail: RFC 5321 says that 4xx may pass later and that 5xx will not."""
    if isinstance(error, HandoverUncertainError):
        return Outcome("uncertain", _short(error))
    if isinstance(error, UnreachableError):
        return Outcome("retry", _short(error.__cause__ or error), unreachable=True)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
        return _judge(smtplib.SMTPResponseException(code, reply))
    if isinstance(error, smtplib.SMTPResponseException):
        return Outcome("failed" if 500 <= error.smtp_code <= 599 else "retry", _short(error))
    if isinstance(error, smtplib.SMTPNotSupportedError | ValueError):
        # An address or a header that this server, or any, cannot carry.
        return Outcome("failed", _short(error))
    if not isinstance(error, OSError):
        logger.error("un envoi a échoué de façon imprévue", exc_info=error)
    return Outcome("retry", _short(error))


def _hung_up(error: OSError) -> bool:
    """The server ended the session before it had the message."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == 421 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code == 421
    return isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError)


def _short(error: BaseException) -> str:
    """The error in a line, without the addresses that servers like to repeat."""
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        text = reply.decode(errors="replace") if isinstance(reply, bytes) else str(reply)
        text = f"{error.smtp_code} {text}"
    else:
        text = f"{type(error).__name__} {error}"
    words = ("…@…" if "@" in word else word for word in text.split())
    return "".join(character for character in " ".join(words) if character.isprintable())[:300]


def _record_whatever_the_database_does(mail, outcome, stopping):
    """A mail that left must not leave again because the database was away when it was to be told."""
    while True:
        try:
            return record(mail, outcome)
        except (OperationalError, InterfaceError):
            if stopping():
                raise
            logger.warning(
                "courriel %s : la base ne répond pas, l’issue sera notée dès que possible", mail.pk
            )
            connection.close()
            time.sleep(1)
