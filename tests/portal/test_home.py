import datetime

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import accounts, mapping
from tests.factories import cycle as make

pytestmark = pytest.mark.django_db


def soon(cycle, **fields):
    date = timezone.localdate() + datetime.timedelta(days=3)
    return make.workday(cycle, precision="day", date=date, **fields)


def test_home_presents_the_public_cycles_and_hides_the_others():
    make.cycle(title="Un cycle ouvert")
    make.cycle(title="Un cycle fermé", is_public=False)
    text = Client().get("/").content.decode()
    assert "Un cycle ouvert" in text
    assert "Un cycle fermé" not in text


def test_a_member_finds_their_own_next_workday_and_their_private_cycle(client):
    person, cycle = accounts.user(), make.cycle(title="Un cycle fermé", is_public=False)
    make.membership(cycle, person)
    soon(cycle, title="La mienne")
    soon(make.cycle(), title="Celle d’un autre cycle")
    client.force_login(person)
    text = client.get("/").content.decode()
    assert "Un cycle fermé" in text
    assert "La mienne" in text
    assert "Celle d’un autre cycle" not in text


def test_who_has_no_cycle_is_told_so(client):
    client.force_login(accounts.user())
    assert "Aucune journée devant vous" in client.get("/").content.decode()


def test_an_empty_portal_is_a_page_too():
    assert "Aucun cycle n’est encore publié ici." in Client().get("/").content.decode()


@pytest.mark.parametrize("cycles", [1, 3])
def test_more_cycles_cost_no_more_queries(cycles, django_assert_max_num_queries):
    for _ in range(cycles):
        soon(make.cycle())
    with django_assert_max_num_queries(4):
        Client().get("/")


def test_a_steward_is_told_what_waits(client):
    place, keeper = mapping.territory(), accounts.user()
    mapping.steward(place, keeper)
    client.force_login(keeper)
    assert "à relire" not in client.get("/").text
    mapping.actor(commune=place, status="proposed")
    assert "1 structure à relire" in client.get("/").text
    mapping.actor(commune=place, status="proposed")
    mapping.actor(status="proposed")
    assert "2 structures à relire" in client.get("/").text
    client.force_login(accounts.user())
    assert "à relire" not in client.get("/").text
