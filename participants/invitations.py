"""The calendar file that a notice carries: made when the mail leaves, out of what the notice says."""

import datetime
from dataclasses import asdict, replace
from email.utils import parseaddr
from typing import Any

from django.conf import settings

from support import calendars, outbox

from .models import Notice

RENDERER = "notice-calendar"
REQUEST, CANCEL = "REQUEST", "CANCEL"
_READ = {
    "changed_at": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "starts": datetime.time.fromisoformat,
    "ends": datetime.time.fromisoformat,
}
FILE_NAMES = {REQUEST: "journees.ics", CANCEL: "annulations.ics"}


def as_data(event: calendars.Event) -> dict[str, Any]:
    """An event as JSON keeps it, without the addresses that a mail adds."""
    told = asdict(replace(event, organizer="", attendee="")).items()
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in told}


def event_from(data: dict[str, Any]) -> calendars.Event:
    """The event that `as_data` wrote."""
    values: dict[str, Any] = {
        name: _READ[name](value) if name in _READ and value else value for name, value in data.items()
    }
    return calendars.Event(**values)


def methods_of(notice: Notice) -> list[str]:
    """What its mails carry: events to note, cancelled ones, or a file of each."""
    found = {change["method"] for change in notice.changes}
    return [method for method in (REQUEST, CANCEL) if method in found]


@outbox.attachment_renderer(RENDERER)
def calendar_of(*, notice: int, method: calendars.Method, to: str) -> outbox.Attachment:
    """The events of one kind that a notice tells, addressed to one person."""
    told = Notice.objects.select_related("cycle").get(pk=notice)
    # The address may have gone since, with the account that it was of.
    organizer = told.cycle.service_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    events = [
        replace(event_from(change["event"]), organizer=organizer, attendee=to)
        for change in told.changes
        if change["method"] == method
    ]
    content = calendars.message(method, told.cycle.title, events)
    return outbox.Attachment(FILE_NAMES[method], content, f"text/calendar; method={method}; charset=utf-8")
