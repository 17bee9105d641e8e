"""Workdays as diaries show them. Public: nothing here tells what only members may know."""

import datetime

from django.conf import settings
from django.urls import reverse

from support import calendars

from .models import Cycle, Workday

# A diary comes back twice a day: a changed place is known the day before.
_REFRESH = datetime.timedelta(hours=12)


def shown_in_calendars(workday: Workday) -> tuple | None:
    """Everything that a diary shows of a workday; None when it shows nothing, its day not being known.

    When this differs after a change, the change is worth telling diaries (`Workday.mark_changed`). The cycle,
    the phase, the venue and the themes are read: fetch them beforehand.
    """
    if not workday.has_day:
        return None
    return (
        _summary(workday),
        workday.date,
        workday.starts_at,
        workday.ends_at,
        _status(workday),
        workday.where,
        _description(workday),
    )


def cycle_calendar(cycle: Cycle) -> bytes:
    """The calendar of a cycle, to subscribe to: workdays whose day is known, cancelled ones named so."""
    workdays = cycle.workdays.dated().select_related("phase", "venue__commune").prefetch_related("themes")
    return calendars.write(cycle.title, map(event_of, workdays), refresh=_REFRESH)


def workday_calendar(workday: Workday) -> bytes:
    """A file with one workday, to take into a diary; ValueError when its day is not known."""
    return calendars.write(str(workday), [event_of(workday)])


def event_of(workday: Workday) -> calendars.Event:
    """A workday as an event; ValueError when its day is not known."""
    if workday.date is None:
        raise ValueError("A workday whose day is not known has no place in a calendar")
    address = settings.PORTAL_URL + workday.get_absolute_url()
    return calendars.Event(
        uid=str(workday.uid),
        sequence=workday.sequence,
        changed_at=workday.changed_at,
        date=workday.date,
        starts=workday.starts_at,
        ends=workday.ends_at,
        status=_status(workday),
        summary=_summary(workday),
        location=workday.where,
        description=f"{_description(workday)}\n\n{address}",
        url=address,
    )


def _summary(workday: Workday) -> str:
    return f"{workday.name} · {workday.cycle.title}"


def _status(workday: Workday) -> str:
    if workday.status == Workday.Status.CANCELLED:
        return "CANCELLED"
    # A day without its hours may still move a little.
    hours_to_come = workday.status == Workday.Status.PLANNED and workday.starts_at is None
    return "TENTATIVE" if hours_to_come else "CONFIRMED"


def _description(workday: Workday) -> str:
    lines = [str(workday.phase)]
    if workday.status == Workday.Status.CANCELLED:
        lines.insert(0, "Journée annulée.")
    if workday.format:
        lines.append(f"Forme : {workday.get_format_display()}")
    lines += [f"Thème : {theme}" for theme in workday.themes.all()]
    return "\n".join(lines) + (f"\n\n{workday.description}" if workday.description else "")


def feed_addresses(cycle: Cycle) -> dict[str, str]:
    """Where the feed is: its address, and the one (webcal) that a diary opens as a subscription."""
    address = settings.PORTAL_URL + reverse("cycle:feed", args=[cycle.slug])
    return {"address": address, "subscribe": "webcal:" + address.split(":", 1)[1]}
