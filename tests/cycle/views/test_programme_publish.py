import pytest
from django.urls import reverse

from tests.factories import accounts
from tests.factories import cycle as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(client):
    made, person = make.cycle(), accounts.user()
    make.membership(made, person, "facilitator")
    client.force_login(person)
    return made


def address(cycle):
    return reverse("cycle:programme_publish", args=[cycle.slug])


def test_a_programme_is_published_once(client, cycle):
    board = reverse("cycle:board", args=[cycle.slug])
    assert "Le programme n’est pas encore publié." in client.get(board).text
    answer = client.post(address(cycle), follow=True)
    assert answer.redirect_chain == [(board, 302)]
    assert "Le programme est publié : chaque changement" in answer.text
    cycle.refresh_from_db()
    first = cycle.programme_published_at
    assert first is not None
    again = client.post(address(cycle), follow=True)
    assert "Le programme est publié : chaque changement" not in again.text
    cycle.refresh_from_db()
    assert cycle.programme_published_at == first


def test_reading_publishes_nothing(client, cycle):
    assert client.get(address(cycle)).status_code == 405


@pytest.mark.parametrize(("role", "status"), [("participant", 403), ("observer", 403), (None, 404)])
def test_only_the_team_publishes(client, cycle, role, status):
    person = accounts.user()
    if role:
        make.membership(cycle, person, role)
    client.force_login(person)
    assert client.post(address(cycle)).status_code == status
    cycle.refresh_from_db()
    assert cycle.programme_published_at is None
