"""Calendar files, whatever they are about."""

import datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest

from support.calendars import Event, message, write

UTC = datetime.UTC


def event(**fields):
    values = {
        "uid": "1@example.org",
        "sequence": 0,
        "changed_at": datetime.datetime(2026, 1, 1, tzinfo=UTC),
        "date": datetime.date(2026, 3, 29),
        "starts": datetime.time(9),
        "ends": datetime.time(10),
        "status": "CONFIRMED",
        "summary": "Journée",
    }
    return Event(**{**values, **fields})


@pytest.mark.parametrize("year", [1997, 2021, 2026, 2027, 2037])
def test_the_rules_of_the_time_zone_are_those_of_paris(year):
    (zone,) = icalendar.Calendar.from_ical(write("Nom", [])).walk("VTIMEZONE")
    rules, paris = zone.to_tz(lookup_tzid=False), ZoneInfo("Europe/Paris")
    hour = datetime.datetime(year, 1, 1, tzinfo=UTC)
    while hour.year == year:
        assert hour.astimezone(rules).utcoffset() == hour.astimezone(paris).utcoffset(), hour
        hour += datetime.timedelta(hours=1)


def test_the_same_events_are_the_same_bytes():
    assert write("Nom", [event()]) == write("Nom", [event()])


def test_a_calendar_without_events_has_a_component_all_the_same():
    calendar = icalendar.Calendar.from_ical(write("Nom", []))
    assert [component.name for component in calendar.subcomponents] == ["VTIMEZONE"]


def test_what_is_empty_is_left_out():
    (read,) = icalendar.Calendar.from_ical(write("Nom", [event()])).events
    assert not {"LOCATION", "DESCRIPTION", "URL"} & set(read)


@pytest.mark.parametrize("char", ["\r\n", "\n", "\r", "\x00", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_a_line_stays_one_line(char):
    forged = f"a{char}END:VEVENT"
    (read,) = icalendar.Calendar.from_ical(write(forged, [event(summary=forged, location=forged)])).events
    assert read["SUMMARY"] == read["LOCATION"] == "a END:VEVENT"


def test_a_message_says_its_method_who_invites_and_whom():
    invited = event(organizer="equipe@example.org", attendee="awa@example.org")
    calendar = icalendar.Calendar.from_ical(message("REQUEST", "Nom", [invited]))
    (read,) = calendar.events
    assert calendar["METHOD"] == "REQUEST"
    assert (read["ORGANIZER"], read["ATTENDEE"]) == ("mailto:equipe@example.org", "mailto:awa@example.org")


@pytest.mark.parametrize("missing", ["organizer", "attendee"])
def test_a_message_without_who_invites_or_whom_is_refused(missing):
    addresses = {"organizer": "a@example.org", "attendee": "b@example.org", missing: ""}
    with pytest.raises(ValueError, match="An invitation has"):
        message("CANCEL", "Nom", [event(**addresses)])


def test_a_feed_has_no_method():
    assert b"METHOD" not in write("Nom", [event()])
