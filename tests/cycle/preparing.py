"""What a facilitator's form sends."""

from tests.factories import accounts
from tests.factories import cycle as make


def facilitator(client, cycle):
    person = accounts.user()
    make.membership(cycle, person, "facilitator")
    client.force_login(person)
    return person


def filled(day, /, **changes):
    """The form of this day as it is shown, untouched but for `changes`."""
    known = {
        "version": day.version,
        "phase": day.phase_id,
        "title": day.title,
        "day": day.date.isoformat() if day.has_day else "",
        "month": f"{day.date:%Y-%m}" if day.precision == "month" else "",
        "starts_at": f"{day.starts_at:%H:%M}" if day.starts_at else "",
        "ends_at": f"{day.ends_at:%H:%M}" if day.ends_at else "",
        "format": day.format,
        "venue": day.venue_id or "",
        "place": day.place,
        "capacity": day.capacity or "",
        "people": "" if day.people is None else day.people,
        "organisations": "" if day.organisations is None else day.organisations,
        "video_link": day.video_link,
        "description": day.description,
        "status": day.status,
        "themes": [theme.pk for theme in day.themes.all()],
        "reason": "",
    }
    return known | changes
