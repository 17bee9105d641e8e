import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from mapping.models import Steward, Territory
from tests.factories.accounts import user
from tests.factories.mapping import steward, territory

pytestmark = pytest.mark.django_db

BROKEN = {
    "territory_has_code_and_name": [{"code": ""}, {"name": ""}],
    "territory_code_fits_an_address": [{"code": "a/b"}],
    "territory_kind_is_known": [{"kind": "planet"}],
    "territory_former_commune_has_successor": [{"kind": "former_commune"}],
    "territory_ends_after_it_begins": [
        {"valid_from": datetime.date(2019, 1, 1), "valid_until": datetime.date(2019, 1, 1)}
    ],
    "territory_point_is_on_earth": [
        {"latitude": 91, "longitude": 2},
        {"latitude": 48, "longitude": -181},
        {"latitude": 48},
        {"longitude": 2},
    ],
}


@pytest.mark.parametrize(
    ("name", "fields"), [(name, fields) for name, cases in BROKEN.items() for fields in cases], ids=str
)
def test_each_constraint_holds_in_the_database(name, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        territory(**fields)


@pytest.mark.parametrize("name", BROKEN)
def test_each_constraint_says_why_in_french(name):
    (constraint,) = (c for c in Territory._meta.constraints if c.name == name)
    with pytest.raises(ValidationError) as refused:
        constraint.validate(
            Territory, Territory(**{"kind": "commune", "code": "1", "name": "A", **BROKEN[name][0]})
        )
    assert refused.value.messages == [constraint.violation_error_message]
    assert refused.value.messages[0].endswith(".")


def test_every_declared_check_is_broken_above():
    declared = {c.name for c in Territory._meta.constraints}
    assert declared - set(BROKEN) == {"territory_one_per_code"}


def test_only_a_former_commune_has_a_successor():
    with pytest.raises(IntegrityError), transaction.atomic():
        territory(successor=territory())


def test_two_territories_of_a_kind_never_share_a_code():
    territory(kind="commune", code="91377")
    territory(kind="former_commune", code="91377", successor=territory())
    with pytest.raises(IntegrityError), transaction.atomic():
        territory(kind="commune", code="91377")


def test_a_name_stays_on_one_line():
    with pytest.raises(ValidationError):
        Territory(kind="commune", code="1", name="A\r\nB").full_clean()


def test_a_person_keeps_the_map_of_a_territory_once():
    place, person = territory(), user()
    steward(place, person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Steward.objects.create(territory=place, user=person)


def test_a_commune_into_which_another_merged_cannot_vanish():
    kept = territory()
    territory(kind="former_commune", successor=kept)
    with pytest.raises(ProtectedError):
        kept.delete()


def test_a_territory_exists_from_its_first_day_until_the_day_before_its_end():
    place = territory(valid_from=datetime.date(2016, 1, 1), valid_until=datetime.date(2019, 1, 1))
    days = [datetime.date(2015, 12, 31), datetime.date(2016, 1, 1), datetime.date(2018, 12, 31)]
    days.append(datetime.date(2019, 1, 1))
    assert [Territory.objects.valid_on(day).contains(place) for day in days] == [False, True, True, False]


def test_without_dates_a_territory_always_exists():
    assert Territory.objects.valid_on(datetime.date(1900, 1, 1)).contains(territory())


@pytest.fixture
def country():
    """Two departments that share an intercommunalité, and a quartier on two communes."""
    region = territory(kind="region", code="11")
    here = territory(kind="department", code="91", parents=[region])
    there = territory(kind="department", code="77", parents=[region])
    shared = territory(kind="epci", code="200", parents=[here, there])
    a = territory(code="a", parents=[here, shared])
    b = territory(code="b", parents=[here])
    territory(code="c", parents=[there, shared])
    return {
        "region": region,
        "here": here,
        "there": there,
        "shared": shared,
        "a": a,
        "former": territory(kind="former_commune", code="z", successor=b, parents=[here]),
        "quartier": territory(kind="qpv", code="q", parents=[a, b]),
    }


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        ("region", "abc"),
        ("here", "ab"),
        ("there", "c"),
        ("shared", "ac"),
        ("a", "a"),
        ("former", "b"),
        ("quartier", "ab"),
    ],
)
def test_communes_of_each_kind_of_territory(country, place, codes, django_assert_num_queries):
    with django_assert_num_queries(1):
        communes = list(Territory.objects.communes_of(country[place]))
    assert sorted(commune.code for commune in communes) == list(codes)


@pytest.mark.parametrize(
    ("place", "codes"), [("region", "abc"), ("here", "ab"), ("shared", "ac"), ("a", "a")]
)
def test_a_steward_keeps_the_communes_of_the_territory(country, place, codes, django_assert_num_queries):
    person = user()
    steward(country[place], person)
    with django_assert_num_queries(1):
        assert sorted(commune.code for commune in Territory.objects.communes_kept_by(person)) == list(codes)


def test_nobody_keeps_anything_without_being_a_steward(country):
    assert not Territory.objects.communes_kept_by(user()).exists()
    assert not Territory.objects.neighbourhoods_kept_by(user()).exists()


@pytest.mark.parametrize(
    ("place", "kept"), [("here", True), ("region", True), ("shared", False), ("a", False)]
)
def test_a_quartier_is_kept_only_by_who_keeps_all_its_communes(country, place, kept):
    person = user()
    steward(country[place], person)
    assert Territory.objects.neighbourhoods_kept_by(person).contains(country["quartier"]) is kept


def test_a_quartier_that_came_from_a_file_is_nobodys_to_change(country):
    person = user()
    steward(country["here"], person)
    Territory.objects.filter(code="q").update(dataset="essonne")
    assert not Territory.objects.neighbourhoods_kept_by(person).exists()
