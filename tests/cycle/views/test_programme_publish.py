import pytest
from django.urls import reverse

from cycle.models import ProgrammeEdition
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
    assert "Rien n’a changé depuis la dernière édition" in again.text
    assert ProgrammeEdition.objects.count() == 1
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
    assert not ProgrammeEdition.objects.exists()


def test_a_new_edition_is_offered_once_something_changed(client, cycle):
    board = reverse("cycle:board", args=[cycle.slug])
    offer = "Publier une nouvelle édition"
    client.post(address(cycle))
    text = client.get(board).text
    assert offer not in text
    assert "Dernière édition : la 1" in text
    make.workday(cycle, title="Une de plus")
    text = client.get(board).text
    assert offer in text
    assert "Le programme n’est plus ce qu’elle annonce." in text
    answer = client.post(address(cycle), follow=True)
    assert "L’édition 2 du programme est publiée." in answer.text
    assert offer not in answer.text


def test_sent_twice_a_new_edition_is_one(client, cycle):
    client.post(address(cycle))
    make.workday(cycle)
    for _ in range(2):
        assert client.post(address(cycle)).status_code == 302
    assert ProgrammeEdition.objects.count() == 2
