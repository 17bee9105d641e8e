"""The register of places, and what the database refuses of it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from cycle.models import ProgrammeChange, Venue, Workday
from cycle.venues import StaleVenueError, VenueInUseError, add_venue, remove_venue, save_venue
from support.public_pages import versions
from tests.factories.accounts import user
from tests.factories.cycle import cycle, venue, workday
from tests.factories.mapping import territory

pytestmark = pytest.mark.django_db


def refused(constraint, act):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        act()


def test_one_name_a_cycle():
    place = cycle()
    venue(place, name="MJC")
    venue(cycle(), name="MJC")
    with pytest.raises(IntegrityError), transaction.atomic():
        venue(place, name="MJC")


@pytest.mark.parametrize(
    ("constraint", "fields"), [("venue_has_a_name", {"name": ""}), ("venue_holds_somebody", {"capacity": 0})]
)
def test_the_database_refuses(constraint, fields):
    place = cycle()
    refused(constraint, lambda: venue(place, **fields))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("workday_holds_somebody", {"capacity": 0}),
        ("workday_attended_once_held", {"people": 3}),
        ("workday_attended_once_held", {"organisations": 0, "status": "cancelled"}),
    ],
)
def test_the_database_refuses_of_a_day(constraint, fields):
    place = cycle()
    refused(constraint, lambda: workday(place, **fields))


def test_a_place_where_days_meet_stays():
    hall = venue(cycle())
    day = workday(hall.cycle, venue=hall)
    with pytest.raises(ProtectedError):
        hall.delete()
    with pytest.raises(VenueInUseError) as in_use:
        remove_venue(hall, user=user())
    assert in_use.value.workdays == [day]
    Workday.objects.update(venue=None)
    for _ in range(2):
        remove_venue(hall, user=user())
    assert not Venue.objects.exists()


def test_a_place_of_another_cycle_is_no_place_of_a_day():
    day = workday(cycle())
    day.venue = venue(cycle())
    with pytest.raises(ValidationError, match="Ce lieu est celui d’un autre cycle"):
        day.full_clean()


@pytest.mark.parametrize(
    ("hall", "place", "where", "in_short"),
    [
        ({}, "", "Lieu 1", "Lieu 1"),
        ({"address": "3 rue Basse"}, "Salle 2", "Lieu 1, 3 rue Basse, Salle 2", "Lieu 1, Salle 2"),
        (None, "Quelque part", "Quelque part", "Quelque part"),
        (None, "", "", ""),
    ],
)
def test_where_a_day_is(hall, place, where, in_short):
    own = cycle()
    day = workday(own, place=place, venue=None if hall is None else venue(own, **hall))
    assert (day.where, day.where_in_short) == (where, in_short)


def test_as_many_seats_as_said_else_as_the_place_has():
    own = cycle()
    hall = venue(own, capacity=40)
    assert workday(own, venue=hall).seats == 40
    assert workday(own, venue=hall, capacity=12).seats == 12
    assert workday(own).seats is None


@pytest.mark.parametrize(
    ("people", "organisations", "said"),
    [
        (36, 14, "36 personnes, de 14 structures"),
        (1, 1, "1 personne, de 1 structure"),
        (0, None, "0 personne"),
        (None, 2, "2 structures"),
        (None, None, ""),
    ],
)
def test_attendance_is_said_in_words(people, organisations, said):
    assert Workday(people=people, organisations=organisations).attendance == said


def corrected(hall, **changes):
    for name, value in changes.items():
        setattr(hall, name, value)
    return hall


def test_a_corrected_place_is_so_for_its_days_in_diaries_and_in_the_history():
    own = cycle()
    own.publish_programme()
    hall = venue(own, name="MJC", commune=territory(name="Massy"))
    date = datetime.date(2026, 3, 17)
    dated = workday(own, venue=hall, precision="day", date=date)
    undated, elsewhere = workday(own, venue=hall), workday(own, precision="day", date=date)
    before = versions([own.scope])[own.scope]
    assert save_venue(corrected(hall, address="3 rue Basse"), version=1, user=user()) is True
    for day in (dated, undated, elsewhere):
        day.refresh_from_db()
    assert (dated.sequence, dated.version) == (1, 2)
    assert (undated.sequence, undated.version) == (0, 2)
    assert (elsewhere.sequence, elsewhere.version) == (0, 1)
    (first, second) = ProgrammeChange.objects.of_cycle(own)
    assert first.reason == second.reason == "Le lieu « MJC » a été corrigé."
    assert first.differences == [
        {"field": "Lieu", "before": "MJC, Massy", "after": "MJC, 3 rue Basse, Massy"}
    ]
    assert versions([own.scope])[own.scope] != before


def test_the_access_is_no_news_for_diaries_but_for_the_page():
    own = cycle()
    hall = venue(own)
    day = workday(own, venue=hall, precision="day", date=datetime.date(2026, 3, 17))
    before = versions([own.scope])[own.scope]
    save_venue(corrected(hall, access="Par la cour."), version=1, user=user())
    day.refresh_from_db()
    assert (day.sequence, day.version) == (0, 1)
    assert versions([own.scope])[own.scope] != before


def test_saved_twice_a_place_changes_once_and_a_stale_save_is_refused():
    hall = venue(cycle())
    person = user()
    assert save_venue(corrected(hall, address="Ici"), version=1, user=person) is True
    again = corrected(Venue.objects.get(), address="Ici")
    assert save_venue(again, version=1, user=person) is False
    with pytest.raises(StaleVenueError) as stale:
        save_venue(corrected(Venue.objects.get(), address="Là"), version=1, user=person)
    assert stale.value.venue.address == "Ici"
    assert Venue.objects.get().version == 2


def test_sent_twice_a_place_is_there_once_and_another_of_its_name_is_refused():
    own, person = cycle(), user()
    assert add_venue(Venue(cycle=own, name="MJC"), user=person) is True
    assert add_venue(Venue(cycle=own, name="MJC"), user=person) is False
    with pytest.raises(ValidationError, match="Un lieu de ce nom"):
        add_venue(Venue(cycle=own, name="MJC", address="Ailleurs"), user=person)
    other = Venue.objects.create(cycle=own, name="Autre")
    with pytest.raises(ValidationError, match="Un lieu de ce nom"):
        save_venue(corrected(other, name="MJC"), version=1, user=person)
