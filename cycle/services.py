"""Preparing the programme of a cycle: each verb is one transaction, followed at once by pages and diaries."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from accounts.models import Identity, User
from support.public_pages import bump

from .calendar import shown_in_calendars
from .changes import in_words, record
from .editions import add_edition
from .models import Cycle, ProgrammeEdition, Theme, Workday

# What a facilitator decides of a day, beside its themes.
EDITED = (
    "phase",
    "title",
    "status",
    "precision",
    "date",
    "starts_at",
    "ends_at",
    "format",
    "venue",
    "place",
    "capacity",
    "video_link",
    "description",
    "people",
    "organisations",
)


class StaleError(Exception):
    """Somebody else saved this day since it was read: `workday` as it now stands. Nothing was written."""

    def __init__(self, workday: Workday):
        super().__init__("This workday was saved by somebody else in the meantime.")
        self.workday = workday


@transaction.atomic
def save_workday(wanted: Workday, themes: Iterable[Theme], *, version, user, reason="") -> bool:
    """Bring a day to what `wanted` says, an unsaved copy of it as read at `version`; whether it changed.

    StaleError when it was saved in the meantime and says something else. Sending the same twice is no
    conflict: the second time, nothing changes.
    """
    cycle = lock(wanted.cycle, user)
    workday = Workday.objects.in_full().get(pk=wanted.pk)
    before, shown = in_words(workday, workday.themes.all()), shown_in_calendars(workday)
    after = in_words(wanted, themes)
    if after == before:
        return False
    if workday.version != version:
        raise StaleError(workday)
    for name in EDITED:
        setattr(workday, name, getattr(wanted, name))
    workday.themes.set(themes)
    identity = Identity.objects.of(user)
    workday.mark_edited(identity)
    if shown_in_calendars(workday) != shown:
        workday.mark_changed()
    workday.save()
    record(cycle, workday, before, after, reason=reason, author=identity)
    bump("cycles", cycle.scope)
    return True


@transaction.atomic
def add_workday(wanted: Workday, themes: Iterable[Theme], *, user, reason="") -> bool:
    """Add this day at the end of its cycle; False when it was there already, sent a moment ago.

    StaleError when it was, and says something else by now. The day's identifier, chosen when the form was
    shown, tells a second sending from a second day.
    """
    cycle = lock(wanted.cycle, user)
    wanted.is_announced = cycle.programme_published_at is None
    known = Workday.objects.in_full().filter(uid=wanted.uid).first()
    if known is not None and known.cycle_id != cycle.pk:
        # No form of this cycle gave it out.
        wanted.uid, known = uuid.uuid4(), None
    if known is not None:
        wanted.is_announced = known.is_announced
        if in_words(known, known.themes.all()) == in_words(wanted, themes):
            return False
        raise StaleError(known)
    last = Workday.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"]
    wanted.number = (last or 0) + 1
    identity = Identity.objects.of(user)
    wanted.mark_edited(identity)
    wanted.version = 1
    wanted.save(force_insert=True)
    wanted.themes.set(themes)
    record(cycle, wanted, None, in_words(wanted, themes), reason=reason, author=identity)
    bump("cycles", cycle.scope)
    return True


def lock(cycle: Cycle, user) -> Cycle:
    """The account, then the cycle as it stands, held until the end: two who save go one after the other."""
    User.objects.hold_or_refuse(user.pk)
    return Cycle.objects.select_for_update().get(pk=cycle.pk)


@transaction.atomic
def publish_programme(cycle: Cycle) -> ProgrammeEdition | None:
    """Publish the programme as it stands, as its next edition; None when the last one says the same.

    From the first edition on, changes of the programme are kept.
    """
    # Of two who publish at once, one waits here and then finds it done.
    locked = Cycle.objects.select_for_update().get(pk=cycle.pk)
    locked.publish_programme()
    edition = add_edition(locked)
    if edition is not None:
        bump("cycles", locked.scope)
    return edition
