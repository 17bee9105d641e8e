"""What is unusual about a date is told; nothing is refused for it."""

import datetime

import pytest

from cycle.models import Workday
from cycle.warnings import warnings
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership, phase, venue, workday

pytestmark = pytest.mark.django_db

# A Tuesday of school in all zones.
TODAY = datetime.date(2026, 3, 10)
USUAL = datetime.date(2026, 3, 24)


@pytest.fixture
def place():
    made = cycle(school_zone="C")
    phase(made, begins_on=datetime.date(2026, 3, 1), ends_on=datetime.date(2026, 5, 31))
    membership(made, user(), "facilitator")
    return made


def on(place, date, *hours, **fields):
    """A day at that date, of those hours ("09:00", "12:00") if any are given."""
    times = [datetime.time.fromisoformat(hour) for hour in hours]
    said = {"starts_at": times[0], "ends_at": times[1]} if times else {}
    return workday(place, precision="minute" if times else "day", date=date, **said, **fields)


def told(place, day, today=TODAY):
    days = Workday.objects.select_related("phase", "cycle").filter(cycle=place)
    return warnings(place, days, today)[day.pk]


def test_nothing_is_said_of_a_usual_date(place):
    assert told(place, on(place, USUAL, "09:00", "16:30")) == []


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2026-03-10", ["c’est aujourd’hui : moins de 8 jours pour prévenir"]),
        ("2026-03-11", ["c’est dans 1 jour : moins de 8 jours pour prévenir"]),
        ("2026-03-17", ["c’est dans 7 jours : moins de 8 jours pour prévenir"]),
        ("2026-03-18", []),
        ("2026-02-11", ["hors des mois de sa phase (mars – mai 2026)"]),
        ("2026-06-03", ["hors des mois de sa phase (mars – mai 2026)"]),
        ("2026-03-21", ["un samedi"]),
        ("2026-03-22", ["un dimanche"]),
        ("2026-05-08", ["un jour férié (8 mai)"]),
        ("2026-05-14", ["un jour férié (Ascension)"]),
        ("2026-04-21", ["pendant les vacances scolaires de la zone C (Vacances de printemps)"]),
    ],
)
def test_each_thing_that_is_unusual_is_said(place, date, words):
    """8 May and Ascension are holidays in all of France; zone C has its spring holidays from 18 April on."""
    assert told(place, on(place, datetime.date.fromisoformat(date))) == words


def test_each_zone_has_its_holidays(place):
    day = on(place, datetime.date(2026, 4, 14))
    place.school_zone = "A"
    assert told(place, day) == ["pendant les vacances scolaires de la zone A (Vacances de printemps)"]
    place.school_zone = ""
    assert told(place, day) == []


def test_a_year_whose_calendar_is_not_published_says_nothing_of_holidays(place):
    day = on(place, datetime.date(2190, 7, 28))
    assert told(place, day) == ["hors des mois de sa phase (mars – mai 2026)"]


@pytest.mark.parametrize("fields", [{"status": "held"}, {"status": "cancelled"}])
def test_what_is_no_longer_to_come_is_not_warned_of(place, fields):
    day = on(place, datetime.date(2026, 3, 15), **fields)
    assert warnings(place, [day], TODAY) == {}


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        (("09:00", "12:00"), ("11:59", "16:00"), True),
        (("09:00", "12:00"), ("12:00", "16:00"), False),
        ((), ("12:00", "16:00"), True),
        ((), (), True),
    ],
)
def test_two_days_at_the_same_hours_are_told_of_each_other(place, first, second, overlap):
    one, two = on(place, USUAL, *first), on(place, USUAL, *second)
    expected = ["en même temps que la journée {}, avec la même équipe"] if overlap else []
    assert told(place, one) == [words.format(2) for words in expected]
    assert told(place, two) == [words.format(1) for words in expected]


def test_two_days_in_one_place_are_told_where(place):
    hall = venue(place)
    one, two = on(place, USUAL, venue=hall), on(place, USUAL, venue=hall)
    assert told(place, one) == [f"en même temps que la journée {two.number}, au même endroit"]


def test_the_same_team_in_another_cycle_is_told_and_another_team_is_not(place):
    team = place.memberships.get().user
    theirs, foreign = cycle(title="Ailleurs"), cycle()
    membership(theirs, team, "facilitator")
    membership(foreign, user(), "facilitator")
    membership(foreign, team, "participant")
    day = on(place, USUAL)
    on(foreign, USUAL)
    on(theirs, USUAL, status="cancelled")
    assert told(place, day) == []
    on(theirs, USUAL)
    assert told(place, day) == ["en même temps que la journée 2, du cycle « Ailleurs », avec la même équipe"]


def test_all_days_of_a_cycle_take_one_query(place, django_assert_num_queries):
    hall = venue(place)
    for days in range(30):
        on(place, USUAL + datetime.timedelta(days=days), venue=hall)
    days = list(Workday.objects.select_related("phase", "cycle").filter(cycle=place))
    with django_assert_num_queries(1):
        assert len(warnings(place, days, TODAY)) == 30
