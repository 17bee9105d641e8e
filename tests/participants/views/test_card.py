import pytest
from django.urls import reverse

from participants.models import Participant
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership
from tests.factories.participants import participant

pytestmark = pytest.mark.django_db


def page(cycle):
    return reverse("participants:card", args=[cycle.slug])


@pytest.fixture
def person(client):
    made = user()
    client.force_login(made)
    return made


@pytest.mark.parametrize("is_public", [True, False])
def test_one_corrects_ones_own_card(client, person, is_public):
    place = cycle(is_public=is_public)
    participant(place, name="Quelqu’un d’autre")
    card = participant(place, person, name="Awa D.", function="CPE")
    assert 'value="CPE"' in client.get(page(place)).text
    for _ in range(2):
        answer = client.post(page(place), {"name": "Awa Diop"}, follow=True)
        assert answer.redirect_chain == [(page(place), 302)]
        assert "Votre fiche est à jour." in answer.text
    card.refresh_from_db()
    assert (card.name, card.function) == ("Awa Diop", "")
    assert Participant.objects.filter(name="Quelqu’un d’autre").exists()
    assert Participant.objects.count() == 2


@pytest.mark.parametrize("role", ["facilitator", "observer", "participant"])
def test_a_member_without_a_card_makes_one(client, person, role):
    place = cycle()
    membership(place, person, role)
    client.post(page(place), {"name": "Awa Diop"})
    assert Participant.objects.get().membership.role == role


def test_a_card_without_a_name_is_refused(client, person):
    card = participant(place := cycle(), person)
    answer = client.post(page(place), {"name": "", "function": "Médiation"})
    assert 'value="Médiation"' in answer.text
    card.refresh_from_db()
    assert card.name == "Awa Diop"


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_left_or_never_came_has_no_card_to_correct(client, person, method):
    place = cycle()
    participant(place)
    assert getattr(client, method)(page(place), {"name": "X"}).status_code == 404
    left = participant(place, person)
    left.membership.leave()
    assert getattr(client, method)(page(place), {"name": "X"}).status_code == 404
    left.refresh_from_db()
    assert left.name == "Awa Diop"
