import pytest
from django.urls import reverse

from cycle.models import Membership
from participants.models import Participant
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership
from tests.factories.participants import participant

pytestmark = pytest.mark.django_db


def page(cycle):
    return reverse("participants:leave", args=[cycle.slug])


@pytest.fixture
def person(client):
    made = user()
    client.force_login(made)
    return made


@pytest.fixture
def place():
    return cycle(title="Essonne")


@pytest.mark.parametrize("role", ["observer", "participant"])
def test_one_leaves_freely_after_confirming(client, place, person, role):
    card = participant(place, person, role=role)
    assert "Quitter le cycle ?" in client.get(page(place)).text
    assert Membership.objects.current().filter(user=person).exists()
    answer = client.post(page(place), follow=True)
    assert answer.redirect_chain == [(reverse("home"), 302)]
    assert "Vous avez quitté le cycle « Essonne »." in answer.text
    assert not Membership.objects.current().filter(user=person).exists()
    assert Participant.objects.get() == card


def test_leaving_twice_meets_nothing(client, place, person):
    membership(place, person)
    client.post(page(place))
    left_at = Membership.objects.get().left_at
    assert client.post(page(place)).status_code == 404
    assert Membership.objects.get().left_at == left_at


def test_the_only_facilitator_hands_over_first(client, place, person):
    membership(place, person, "facilitator")
    answer = client.post(page(place))
    assert answer.status_code == 409
    assert "Vous êtes la seule personne à animer le cycle « Essonne »." in answer.text
    assert Membership.objects.current().exists()
    membership(place, user(), "facilitator")
    assert client.post(page(place)).status_code == 302
    assert not Membership.objects.current().filter(user=person).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_outsider_has_nothing_to_leave(client, place, person, method):
    membership(place, user())
    assert getattr(client, method)(page(place)).status_code == 404
    assert Membership.objects.current().count() == 1
