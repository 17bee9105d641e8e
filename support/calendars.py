"""Calendar files (iCalendar, RFC 5545), as diaries subscribe to them or take them in."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import icalendar

from .fields import without_control_characters

PARIS = ZoneInfo("Europe/Paris")
_DAY = datetime.timedelta(days=1)

# The rule since 1996: clocks change on the last Sundays of March and October. Shorter than the list of
# changes that the library would write, the same bytes at any time, and true for days not thought of yet.
_PARIS_RULES = b"".join(
    line + b"\r\n"
    for line in (
        b"BEGIN:VTIMEZONE",
        b"TZID:Europe/Paris",
        b"BEGIN:STANDARD",
        b"DTSTART:19961027T030000",
        b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        b"TZNAME:CET",
        b"TZOFFSETFROM:+0200",
        b"TZOFFSETTO:+0100",
        b"END:STANDARD",
        b"BEGIN:DAYLIGHT",
        b"DTSTART:19970330T020000",
        b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        b"TZNAME:CEST",
        b"TZOFFSETFROM:+0100",
        b"TZOFFSETTO:+0200",
        b"END:DAYLIGHT",
        b"END:VTIMEZONE",
    )
)
_END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event. Whole days have a date and no hours; hours are wall time in Paris, `ends` excluded.

    `uid` never changes and `sequence` only rises, so that a diary knows the event again and follows it.
    """

    uid: str
    sequence: int
    changed_at: datetime.datetime
    date: datetime.date
    starts: datetime.time | None
    ends: datetime.time | None
    status: str  # CONFIRMED, TENTATIVE or CANCELLED
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    # Of a message (RFC 5546): addresses of who invites and of who is invited.
    organizer: str = ""
    attendee: str = ""


def write(name: str, events: Iterable[Event], *, refresh: datetime.timedelta | None = None) -> bytes:
    """The calendar file of these events, in this order: the same bytes for the same events.

    The rules of the time zone stay in even when there is no event, because a calendar without any component
    is not valid. `refresh` tells subscribers how often to come back.
    """
    return b"".join([_head(name, refresh, ""), _PARIS_RULES, *map(_event_lines, events), _END])


Method = Literal["REQUEST", "CANCEL"]


def message(method: Method, name: str, events: Iterable[Event]) -> bytes:
    """The calendar file that a mail carries (iTIP, RFC 5546): events to note, or events that are cancelled.

    ValueError for an event that does not say who invites and who is invited.
    """
    told = list(events)
    if not all(event.organizer and event.attendee for event in told):
        raise ValueError("An invitation has an organizer and an attendee")
    return b"".join([_head(name, None, method), _PARIS_RULES, *map(_event_lines, told), _END])


# Both depend on their arguments alone: after a change, only the event that changed is written anew.


@lru_cache(maxsize=16)
def _head(name: str, refresh: datetime.timedelta | None, method: str) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Portail des cycles//FR")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    calendar.calendar_name = _line(name)
    if refresh is not None:
        calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", icalendar.vDuration(refresh).to_ical().decode())
    return calendar.to_ical(sorted=False).removesuffix(_END)


@lru_cache(maxsize=256)
def _event_lines(event: Event) -> bytes:
    component = icalendar.Event()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    changed_at = event.changed_at.astimezone(datetime.UTC)
    component.add("dtstamp", changed_at)
    component.add("last-modified", changed_at)
    if event.starts is None or event.ends is None:
        component.add("dtstart", event.date)
        component.add("dtend", event.date + _DAY)
    else:
        component.add("dtstart", datetime.datetime.combine(event.date, event.starts, PARIS))
        component.add("dtend", datetime.datetime.combine(event.date, event.ends, PARIS))
    component.add("status", event.status)
    component.add("summary", _line(event.summary))
    if event.location:
        component.add("location", _line(event.location))
    if event.description:
        component.add("description", without_control_characters(event.description))
    if event.url:
        component.add("url", _line(event.url))
    if event.organizer:
        component.add("organizer", f"mailto:{event.organizer}")
    if event.attendee:
        # Nobody has to answer: who comes registers on the portal, and the team reads no replies of diaries.
        component.add("attendee", f"mailto:{event.attendee}", parameters={"RSVP": "FALSE"})
    return component.to_ical(sorted=False)


def _line(text: str) -> str:
    # Only a row written past its field's validation needs it: the format has no escape for these characters.
    return " ".join(without_control_characters(text).splitlines())
