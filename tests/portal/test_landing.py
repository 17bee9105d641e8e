"""Where each role lands who has just logged in."""

import datetime

import pytest
from django.utils import timezone

from charter.services import withdraw
from cycle.models import Membership
from tests.factories import charter as charters
from tests.factories import cycle as make
from tests.factories.accounts import user
from tests.factories.mapping import actor, steward, territory

LANDING = "/bienvenue/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    made = user()
    client.force_login(made)
    return made


@pytest.fixture
def place():
    return make.cycle(slug="ici")


def where(client):
    response = client.get(LANDING)
    assert response.status_code == 302
    return response["Location"]


def next_day(cycle):
    date = timezone.localdate() + datetime.timedelta(days=3)
    return make.workday(cycle, precision="day", date=date)


def map_with_a_proposal(keeper):
    commune = territory()
    steward(commune, keeper)
    return actor(commune=commune, status="proposed")


def test_without_a_cycle_one_is_at_home(client, person, place):
    assert where(client) == "/"


def test_a_facilitator_prepares(client, person, place):
    make.membership(place, person, "facilitator")
    assert where(client) == "/cycles/ici/animation/"


def test_a_steward_goes_to_what_waits_and_home_when_nothing_does(client, person):
    proposal = map_with_a_proposal(person)
    assert where(client) == "/carte/moderation/"
    proposal.status = "published"
    proposal.save()
    assert where(client) == "/"


def test_whoever_facilitates_begins_with_the_cycle(client, person, place):
    map_with_a_proposal(person)
    make.membership(place, person, "facilitator")
    assert where(client) == "/cycles/ici/animation/"


def test_a_participant_goes_to_the_next_day_or_to_the_cycle(client, person, place):
    make.membership(place, person)
    assert where(client) == "/cycles/ici/"
    day = next_day(place)
    assert where(client) == day.get_absolute_url()


def test_a_participant_reads_the_charter_until_they_have_signed_the_one_in_force(client, person, place):
    make.membership(place, person)
    day = next_day(place)
    text = charters.charter(place)
    charters.draft(text)
    assert where(client) == day.get_absolute_url()
    first = charters.version(text)
    charters.signatory(first)
    assert where(client) == "/cycles/ici/charte/"
    signature = charters.signatory(first, person)
    assert where(client) == day.get_absolute_url()
    withdraw(signature)
    assert where(client) == "/cycles/ici/charte/"
    charters.signatory(first, person)
    charters.version(text)
    assert where(client) == "/cycles/ici/charte/"


@pytest.mark.parametrize(
    ("role", "there"), [("facilitator", "/cycles/ici/animation/"), ("observer", "/carte/")]
)
def test_a_charter_to_sign_changes_nothing_for_the_others(client, person, place, role, there):
    charters.version(charters.charter(place))
    make.membership(place, person, role)
    assert where(client) == there


def test_the_charter_of_another_cycle_is_for_its_members(client, person, place):
    charters.version(charters.charter())
    make.membership(place, person)
    assert where(client) == "/cycles/ici/"


def test_an_observer_reads_the_map(client, person, place):
    make.membership(place, person, "observer")
    next_day(place)
    assert where(client) == "/carte/"


def test_of_several_cycles_the_most_awaited_then_the_last_joined(client, person, place):
    make.membership(place, person)
    make.membership(make.cycle(slug="la-bas"), person)
    assert where(client) == "/cycles/la-bas/"
    make.membership(make.cycle(slug="plus-loin"), person, "observer")
    assert where(client) == "/cycles/la-bas/"


def test_a_cycle_left_is_nobodys_next_action(client, person, place):
    make.membership(place, person, "facilitator")
    Membership.objects.get().leave()
    assert where(client) == "/"


@pytest.mark.parametrize("role", ["facilitator", "participant", "observer"])
def test_where_one_was_going_always_wins(client, person, place, role):
    make.membership(place, person, role)
    assert client.get(LANDING, {"next": "/territoires/?a=b"})["Location"] == "/territoires/?a=b"


@pytest.mark.parametrize(
    "url", ["//evil.example", "https://evil.example/", "/\\evil.example", "/a\r\nX: b", ""]
)
def test_but_never_elsewhere(client, person, url):
    assert client.get(LANDING, {"next": url})["Location"] == "/"


def test_it_is_private_and_kept_by_no_cache(client):
    assert client.get(LANDING)["Location"] == f"/compte/connexion/?next={LANDING}"
    client.force_login(user())
    assert "no-store" in client.get(LANDING)["Cache-Control"]


def test_many_cycles_take_no_more_queries(client, person, django_assert_max_num_queries):
    for _ in range(5):
        make.membership(make.cycle(), person)
    # Session, account, memberships, proposals, charter, next day.
    with django_assert_max_num_queries(6):
        where(client)
