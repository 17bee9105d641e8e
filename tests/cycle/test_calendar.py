"""Diaries follow the workdays: the same entry, at the same hour in Paris, whatever one writes in a title."""

import datetime
from datetime import date, time

import icalendar
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cycle.calendar import cycle_calendar, shown_in_calendars, workday_calendar
from cycle.models import Workday
from tests.factories.cycle import cycle, phase, theme, workday

from . import calendars

pytestmark = pytest.mark.django_db


@pytest.fixture
def dated(settings):
    settings.PORTAL_URL = "https://portail.example"
    return workday(
        cycle(title="Essonne", slug="essonne"),
        title="Du cadre, aux priorités",
        precision="minute",
        date=date(2026, 3, 26),
        starts_at=time(8),
        ends_at=time(16, 30),
        place="Salle du Moulin; Corbeil",
        description="Première ligne\nSeconde ligne",
        video_link="https://visio.example/secret",
        format="both",
        sequence=3,
        changed_at=datetime.datetime(2026, 2, 1, 10, 30, 15, 123456, tzinfo=datetime.UTC),
    )


def both_readings(data):
    """The one event, as a library reads it and as the letter of the RFC does."""
    (event,) = icalendar.Calendar.from_ical(data).events
    (plain,) = calendars.events(data)
    return event, plain


def test_an_entry_says_all_that_is_public(dated):
    dated.themes.add(theme(dated.cycle, title="Le cadre"))
    event, plain = both_readings(cycle_calendar(dated.cycle))
    assert event["UID"] == str(dated.uid)
    assert event["SEQUENCE"] == 3
    assert plain["DTSTAMP"] == plain["LAST-MODIFIED"] == ("", "20260201T103015Z")
    assert plain["DTSTART"] == ("TZID=Europe/Paris", "20260326T080000")
    assert plain["DTEND"] == ("TZID=Europe/Paris", "20260326T163000")
    assert event["STATUS"] == "CONFIRMED"
    assert event["SUMMARY"] == calendars.unescaped(plain["SUMMARY"][1]) == "Du cadre, aux priorités · Essonne"
    assert event["LOCATION"] == calendars.unescaped(plain["LOCATION"][1]) == "Salle du Moulin; Corbeil"
    assert event["URL"] == plain["URL"][1] == f"https://portail.example/journees/{dated.pk}/"
    description = calendars.unescaped(plain["DESCRIPTION"][1])
    assert event["DESCRIPTION"] == description
    assert description.split("\n") == [
        "Phase 1 : Phase 1",
        "Forme : sur place et à distance",
        "Thème : Le cadre",
        "",
        "Première ligne",
        "Seconde ligne",
        "",
        f"https://portail.example/journees/{dated.pk}/",
    ]


def test_the_video_link_stays_with_the_members(dated):
    assert b"visio.example" not in cycle_calendar(dated.cycle) + workday_calendar(dated)


@pytest.mark.parametrize(
    ("day", "offset"),
    [(date(2026, 3, 28), 1), (date(2026, 3, 29), 2), (date(2026, 10, 24), 2), (date(2026, 10, 25), 1)],
)
def test_eight_in_paris_stays_eight_across_daylight_saving(dated, day, offset):
    Workday.objects.update(date=day)
    event, plain = both_readings(cycle_calendar(dated.cycle))
    assert plain["DTSTART"] == ("TZID=Europe/Paris", f"{day:%Y%m%d}T080000")
    assert event.start.time() == time(8)
    assert event.start.utcoffset() == datetime.timedelta(hours=offset)


def test_a_day_without_hours_is_a_whole_day(dated):
    Workday.objects.update(precision="day", starts_at=None, ends_at=None)
    event, plain = both_readings(cycle_calendar(dated.cycle))
    assert plain["DTSTART"] == ("VALUE=DATE", "20260326")
    assert plain["DTEND"] == ("VALUE=DATE", "20260327")
    assert event["STATUS"] == "TENTATIVE"
    Workday.objects.update(status="held")
    assert both_readings(cycle_calendar(dated.cycle))[0]["STATUS"] == "CONFIRMED"


def test_a_cancelled_day_stays_and_says_so(dated):
    Workday.objects.update(status="cancelled")
    event, _ = both_readings(cycle_calendar(dated.cycle))
    assert event["STATUS"] == "CANCELLED"
    assert event["DESCRIPTION"].startswith("Journée annulée.")


def test_days_without_a_day_are_left_out():
    place = cycle()
    workday(place)
    workday(place, precision="month", date=date(2026, 3, 1))
    data = cycle_calendar(place)
    assert calendars.events(data) == []
    # A calendar has at least one component (RFC 5545, 3.6).
    assert ("BEGIN", "", "VTIMEZONE") in calendars.lines(data)
    assert icalendar.Calendar.from_ical(data).events == []


def test_a_cycle_without_any_workday_is_a_calendar_too():
    assert calendars.events(cycle_calendar(cycle())) == []


def test_a_subscriber_is_told_the_name_and_when_to_come_back(dated):
    lines = calendars.lines(cycle_calendar(dated.cycle))
    for line in (
        ("VERSION", "", "2.0"),
        ("NAME", "", "Essonne"),
        ("X-WR-CALNAME", "", "Essonne"),
        ("REFRESH-INTERVAL", "VALUE=DURATION", "PT12H"),
        ("X-PUBLISHED-TTL", "", "PT12H"),
    ):
        assert lines.count(line) == 1
    assert not {"METHOD"} & {name for name, _, _ in lines}


def test_the_same_days_are_the_same_bytes(dated):
    assert cycle_calendar(dated.cycle) == cycle_calendar(dated.cycle)


def test_a_marked_change_raises_the_sequence(dated):
    before = timezone.now()
    dated.mark_changed()
    dated.save()
    event, _ = both_readings(workday_calendar(dated))
    assert event["SEQUENCE"] == 4
    assert dated.changed_at >= before


def test_what_is_shown_of_a_day_not_known_is_nothing():
    assert shown_in_calendars(workday(cycle())) is None


def test_a_day_not_known_makes_no_file():
    with pytest.raises(ValueError, match="not known"):
        workday_calendar(workday(cycle()))


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(django_assert_num_queries, count):
    place = cycle()
    for number in range(1, count + 1):
        day = date(2026, 3, number)
        workday(place, precision="day", date=day, phase=phase(place), themes=[theme(place)])
    place = type(place).objects.get(pk=place.pk)
    with django_assert_num_queries(2):
        cycle_calendar(place)


INJECTIONS = [
    "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged",
    "x\nATTENDEE:mailto:victim@example.org",
    "x\rX-EVIL:1",
    "x\\nBEGIN:VALARM",
    "x\x0bEND:VEVENT",
    "x\u2028END:VEVENT",
    'a;b:c,d\\e"f',
    "x" * 200,
    "é" * 80,
    "👩‍🏫" * 40,
]


def one_event_and_nothing_forged(made, text):
    data = cycle_calendar(made.cycle)
    event, plain = both_readings(data)
    expected = {"UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "STATUS", "SUMMARY"}
    expected |= {"LOCATION", "DESCRIPTION", "URL"}
    assert set(event) == set(plain) == expected
    assert not event.subcomponents
    assert "VALARM" not in {value for name, _, value in calendars.lines(data) if name == "BEGIN"}


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("field", ["title", "place", "description"])
def test_text_cannot_forge_an_entry(dated, field, text):
    """Written past validation, as a row of an old backup could be."""
    Workday.objects.update(**{field: text})
    one_event_and_nothing_forged(dated, text)


@pytest.mark.parametrize("text", INJECTIONS)
def test_the_title_of_a_cycle_cannot_forge_an_entry(dated, text):
    dated.cycle.title = text[:200]
    dated.cycle.save()
    one_event_and_nothing_forged(dated, text)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=90)
)
def test_any_text_makes_one_entry(dated, text):
    Workday.objects.update(title=text, place=text, description=text)
    one_event_and_nothing_forged(dated, text)
