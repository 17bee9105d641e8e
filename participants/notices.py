"""Telling the members what has become of the days: once each, when the team decides, in its own words.

What is unsaid is not kept anywhere: it is the difference between the days as they stand and what was last
told of them. A day that lies behind, or was entered after the fact, is never told.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from accounts.models import Identity, User
from cycle.calendar import event_of
from cycle.changes import Words, differences, in_words
from cycle.models import Cycle, Membership, Workday
from cycle.services import lock
from support import outbox
from support.calendars import Event

from .invitations import CANCEL, RENDERER, REQUEST, as_data, event_from, methods_of
from .models import Notice, NoticeMail, Told

# Members read these; the link of a video call stays behind the log-in.
_UNTOLD = {"Lien de la visioconférence", "Plan du cycle", "Présences", "Phase"}
# What the first notice of a day says; its page has the rest.
_FIRST = ("Date", "Heures", "Forme", "Lieu")


class StaleNoticeError(Exception):
    """The draft, or a day, changed since the page was read. Nothing was written, nothing left."""


class NobodyToAnswerError(Exception):
    """The cycle has no service address: an invitation needs one that answers come to."""


@dataclass
class Unsaid:
    """One day whose members do not know what it has become."""

    workday: Workday
    method: str
    event: Event
    words: Words
    last_told: Words | None

    @property
    def differences(self) -> list[dict[str, str]]:
        """What was last told beside what is, field by field; of a day never told, what one notes first."""
        if self.last_told is None:
            return differences({}, {name: self.words[name] for name in _FIRST})
        return differences(self.last_told, self.words)

    @property
    def is_new(self) -> bool:
        return self.last_told is None

    @property
    def is_cancelled(self) -> bool:
        return self.method == CANCEL


def unsaid(cycle: Cycle, today: datetime.date, workdays: list[Workday] | None = None) -> list[Unsaid]:
    """The days that members should hear of, in the order of the programme. Three queries.

    One less where the workdays are at hand, with their phase and their venue. Before the programme is
    published there are none.
    """
    if cycle.programme_published_at is None:
        return []
    told = {row.workday_id: row for row in Told.objects.filter(workday__cycle=cycle)}
    if workdays is None:
        workdays = list(Workday.objects.in_full().filter(cycle=cycle))
    prefetch_related_objects(workdays, "themes")
    found = [_unsaid(day, told.get(day.pk), today) for day in workdays]
    return [one for one in found if one is not None]


def _unsaid(workday: Workday, told: Told | None, today: datetime.date) -> Unsaid | None:
    if told is not None and workday.sequence <= told.sequence:
        return None
    words = {
        name: said for name, said in in_words(workday, workday.themes.all()).items() if name not in _UNTOLD
    }
    last_told = told.words if told else None
    if last_told == words or workday.status == Workday.Status.HELD:
        return None
    if (
        workday.status == Workday.Status.PLANNED
        and workday.has_day
        and workday.date
        and workday.date >= today
    ):
        return Unsaid(workday, REQUEST, event_of(workday), words, last_told)
    noted = event_from(told.event) if told and told.event else None
    if noted is None or noted.date < today:
        return None
    # What diaries hold is no longer true, and nothing takes its place.
    gone = replace(noted, sequence=workday.sequence, changed_at=workday.changed_at, status="CANCELLED")
    return Unsaid(workday, CANCEL, gone, words, last_told)


def fingerprint(found: Iterable[Unsaid]) -> str:
    """What a page shows of the unsaid: sent back, it tells whether something changed since."""
    return " ".join(f"{one.workday.pk}.{one.workday.sequence}.{one.method}" for one in found)


def people_of(cycle: Cycle) -> list[User]:
    """Whom a notice goes to: every member of the cycle whose account is open."""
    members = Membership.objects.current().filter(cycle=cycle).values("user")
    return list(User.objects.filter(pk__in=members, is_active=True).order_by("pk"))


@transaction.atomic
def save_draft(cycle: Cycle, text: str, *, version: int, user) -> bool:
    """Keep the words of the notice for later; whether they changed. StaleNoticeError: somebody else did."""
    lock(cycle, user)
    return _write(cycle, text, version)


@transaction.atomic
def send(cycle: Cycle, text: str, *, version: int, seen: str, today: datetime.date, user) -> Notice | None:
    """Tell every member, one mail each, what is unsaid; the notice, or None when there is nothing to tell.

    `seen` is the fingerprint of what the team read: StaleNoticeError when a day changed since.
    NobodyToAnswerError when the cycle has no service address.
    """
    cycle = lock(cycle, user)
    found = unsaid(cycle, today)
    if not found:
        # Sent twice, it has left. Anything else that was typed waits for the next change.
        if not Notice.objects.sent().filter(cycle=cycle, text=text).exists():
            _write(cycle, text, version)
        return None
    if fingerprint(found) != seen:
        raise StaleNoticeError
    if not cycle.service_email:
        raise NobodyToAnswerError
    _write(cycle, text, version)
    people = people_of(cycle)
    notice = Notice.objects.draft_of(cycle) or Notice(cycle=cycle)
    notice.sent_at, notice.sent_by = timezone.now(), Identity.objects.of(user)
    notice.subject, notice.people = _subject(cycle, found), len(people)
    notice.changes = [_change(one) for one in found]
    notice.save()
    body, methods = _body(cycle, notice, found), methods_of(notice)
    mails = [_mail(cycle, notice, body, methods, person.email) for person in people]
    NoticeMail.objects.bulk_create(NoticeMail(notice=notice, mail=mail) for mail in mails)
    for one in found:
        Told.objects.update_or_create(
            workday=one.workday,
            defaults={"sequence": one.workday.sequence, "words": one.words, "event": as_data(one.event)},
        )
    return notice


@transaction.atomic
def discard(cycle: Cycle, *, seen: str, today: datetime.date, user) -> bool:
    """Tell nobody what is unsaid, now or later; False when there is nothing. StaleNoticeError as `send`."""
    cycle = lock(cycle, user)
    found = unsaid(cycle, today)
    if not found:
        return False
    if fingerprint(found) != seen:
        raise StaleNoticeError
    for one in found:
        Told.objects.update_or_create(workday=one.workday, defaults={"sequence": one.workday.sequence})
    Notice.objects.filter(cycle=cycle, sent_at=None).delete()
    return True


def _write(cycle, text, version):
    draft = Notice.objects.draft_of(cycle)
    if draft is None:
        if not text:
            return False
        Notice.objects.create(cycle=cycle, text=text)
        return True
    if draft.text == text:
        return False
    if draft.version != version:
        raise StaleNoticeError
    draft.text, draft.version = text, draft.version + 1
    draft.save(update_fields=["text", "version"])
    return True


def _change(one):
    return {
        "workday": one.workday.pk,
        "name": one.workday.name,
        "method": one.method,
        "is_new": one.is_new,
        "differences": one.differences,
        "event": as_data(one.event),
    }


def _mail(cycle, notice, body, methods, to):
    attachments = [(RENDERER, {"notice": notice.pk, "method": method, "to": to}) for method in methods]
    return outbox.queue(
        to=to, reply_to=cycle.service_email, subject=notice.subject, body=body, attachments=attachments
    )


def _subject(cycle, found):
    if len(found) > 1:
        return f"{cycle.title} : {len(found)} journées à noter"
    (one,) = found
    name, when = one.workday.name, one.workday.when
    what = f"« {name} » n’aura pas lieu comme prévu" if one.is_cancelled else f"« {name} », {when}"
    return f"{cycle.title} : {what}"


def _body(cycle, notice, found):
    parts = ["Bonjour,"]
    if notice.text:
        parts.append(notice.text)
    parts += [_told_of(one) for one in found]
    parts.append("Le fichier joint met votre agenda à jour. Pour écrire à l’équipe, répondez à ce message.")
    leave = settings.PORTAL_URL + reverse("participants:leave", args=[cycle.slug])
    parts.append(f"Vous recevez ce message comme membre du cycle « {cycle} ». Pour le quitter :\n{leave}")
    return "\n\n".join(parts)


def _told_of(one):
    workday = one.workday
    lines = [f"{workday.number}. {workday.name}"]
    if workday.status == Workday.Status.CANCELLED:
        lines.append("Cette journée est annulée.")
    elif one.is_cancelled:
        lines.append("Son jour est à nouveau à préciser : retirez-la de votre agenda.")
    for change in one.differences:
        before = "" if one.is_new else f" (avant : {change['before'] or 'rien'})"
        lines.append(f"{change['field']} : {change['after'] or 'rien'}{before}")
    lines.append(settings.PORTAL_URL + workday.get_absolute_url())
    return "\n".join(lines)
