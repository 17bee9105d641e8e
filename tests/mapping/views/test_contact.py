"""People correct their own work contact, take their consent back, or remove it."""

import pytest
from django.urls import reverse

from mapping.models import ActorContact
from tests.accounts.entrance import leads_to_log_in
from tests.factories.accounts import user
from tests.factories.mapping import actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def awa(client):
    made = user("awa@example.org")
    client.force_login(made)
    return made


@pytest.fixture
def contact(awa):
    return ActorContact.objects.create(
        actor=actor(name="Le Relais"), name="Awa Diop", email="AWA@example.org", is_public=True
    )


def page(contact):
    return reverse("actor:contact", args=[contact.pk])


def test_it_is_found_from_ones_account(client, contact):
    assert page(contact) in client.get("/compte/").text


def test_taking_ones_consent_back_empties_the_public_page(client, contact):
    anybody = type(client)()
    public = contact.actor.get_absolute_url()
    assert "Awa Diop" in anybody.get(public).text
    for _ in range(2):
        assert client.post(page(contact), {"name": "Awa Diop"})["Location"] == "/compte/"
    assert "Awa Diop" not in anybody.get(public).text
    assert not ActorContact.objects.get().is_public


def test_it_is_corrected_but_for_the_address(client, contact):
    fields = {"name": "Awa D.", "phone": "01 99 00 12 34", "is_public": "on", "email": "x@example.org"}
    client.post(page(contact), fields)
    left = ActorContact.objects.get()
    assert (left.name, left.phone, left.is_public) == ("Awa D.", "01 99 00 12 34", True)
    assert left.email == "AWA@example.org"


@pytest.mark.parametrize("wrong", [{}, {"name": "a\nb"}, {"name": "A", "phone": "appelez-moi"}])
def test_a_wrong_answer_is_said_and_nothing_changes(client, contact, wrong):
    response = client.post(page(contact), wrong)
    assert response.status_code == 200
    assert "Erreur" in response.text or "un nom ou une fonction" in response.text
    assert ActorContact.objects.get().name == "Awa Diop"


def test_it_is_removed_and_removing_again_meets_nothing(client, contact):
    anybody = type(client)()
    anybody.get(contact.actor.get_absolute_url())
    response = client.post(page(contact), {"action": "remove"}, follow=True)
    assert "« Le Relais » ne garde plus vos coordonnées." in response.text
    assert "Awa Diop" not in anybody.get(contact.actor.get_absolute_url()).text
    assert client.post(page(contact), {"action": "remove"})["Location"] == "/compte/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_nobody_elses(client, contact, method):
    client.force_login(user("moussa@example.org"))
    assert getattr(client, method)(page(contact)).status_code == 404
    client.post(page(contact), {"action": "remove"})
    assert ActorContact.objects.filter(pk=contact.pk).exists()
    client.logout()
    assert leads_to_log_in(getattr(client, method)(page(contact)))
