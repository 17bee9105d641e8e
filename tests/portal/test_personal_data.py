"""What every room tells somebody of themselves, on the page and in the file."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Identity
from cycle.changes import record
from cycle.models import Membership
from mapping.models import ActorContact
from support import outbox
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership, workday
from tests.factories.mapping import actor, steward, territory
from tests.factories.participants import participant

from .page import Page

ACCOUNT = "/compte/"
DATA = "/compte/donnees/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def awa(client):
    made = user("awa@example.org")
    client.force_login(made)
    return made


def file_of(client):
    return json.loads(client.get(DATA).content)


def test_a_card_is_shown_and_leads_to_where_it_is_corrected(client, awa):
    organisation = actor(name="La Passerelle")
    participant(cycle(slug="ici", title="Ici"), awa, function="Éducatrice", organisation=organisation)
    page = Page(client.get(ACCOUNT))
    for said in ("Awa Diop", "Éducatrice", "La Passerelle", "Participation", "jamais le public"):
        assert said in page.text
    assert {"/cycles/ici/ma-fiche/", "/cycles/ici/quitter/", "/cycles/ici/"} <= set(page.links)
    assert file_of(client)["cards"] == [
        {"cycle": "Ici", "name": "Awa Diop", "function": "Éducatrice", "organisation": "La Passerelle"}
    ]
    (held,) = file_of(client)["cycles"]
    assert (held["role"], held["left_at"]) == ("participant", None)


def test_a_card_names_the_organisation_that_took_over(client, awa):
    survivor = actor(name="La Passerelle")
    merged = actor(name="Passerelle", status="merged", merged_into=survivor)
    participant(cycle(), awa, organisation=merged)
    assert file_of(client)["cards"][0]["organisation"] == "La Passerelle"


def test_a_cycle_left_is_still_told_and_no_longer_to_leave(client, awa):
    participant(cycle(slug="ici"), awa)
    Membership.objects.get().leave()
    page = Page(client.get(ACCOUNT))
    assert "cycle quitté" in page.text
    assert "Awa Diop" in page.text
    assert "/cycles/ici/quitter/" not in page.links


def test_a_member_without_a_card_is_led_to_it(client, awa):
    membership(cycle(slug="ici"), awa)
    page = Page(client.get(ACCOUNT))
    assert "Pas encore remplie" in page.text
    assert "/cycles/ici/ma-fiche/" in page.links


def test_the_map_tells_what_one_keeps_what_one_proposed_and_where_one_is_called(client, awa):
    steward(territory(kind="department", code="91", name="Essonne"), awa)
    actor(name="Le Relais", status="proposed", proposed_by=awa)
    ActorContact.objects.create(actor=actor(name="CIO"), function="Accueil", email="AWA@example.org")
    page = Page(client.get(ACCOUNT))
    for said in ("Essonne", "Le Relais", "proposée", "On vous appelle à", "Accueil"):
        assert said in page.text
    held = file_of(client)["map"]
    assert [kept["code"] for kept in held["stewardships"]] == ["91"]
    assert [proposed["name"] for proposed in held["proposed_organisations"]] == ["Le Relais"]
    assert [contact["organisation"] for contact in held["contacts"]] == ["CIO"]


def test_mails_are_told_without_their_text(client, awa):
    outbox.queue(to="awa@example.org", subject="Votre code", body="BCDF-GHJK")
    outbox.queue(to="equipe@example.org", subject="Un message", body="Bonjour", reply_to="awa@example.org")
    assert [mail["subject"] for mail in file_of(client)["mails"]] == ["Votre code", "Un message"]
    assert [mail["text_is_kept"] for mail in file_of(client)["mails"]] == [True, True]
    assert "BCDF-GHJK" not in client.get(DATA).text
    assert "Les courriels du portail" in client.get(ACCOUNT).text


def test_nothing_of_others_is_told(client, awa):
    other = user("moussa@example.org")
    place = cycle()
    membership(place, awa)
    participant(place, other, name="Moussa Ba", organisation=actor(status="proposed", proposed_by=other))
    ActorContact.objects.create(actor=actor(), name="Moussa Ba", email="moussa@example.org")
    outbox.queue(to="moussa@example.org", subject="Pour Moussa", body="Bonjour")
    for address in (ACCOUNT, DATA):
        assert "oussa" not in client.get(address).text


def test_three_of_each_take_no_more_queries_than_one(client, awa):
    def hold_one_more():
        participant(cycle(), awa, organisation=actor())
        steward(territory(), awa)
        ActorContact.objects.create(
            actor=actor(status="proposed", proposed_by=awa), function="A", email=awa.email
        )
        outbox.queue(to=awa.email, subject="Objet", body="Texte")

    def queries(address):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address)
        return len(captured)

    hold_one_more()
    with_one = [queries(address) for address in (ACCOUNT, DATA)]
    hold_one_more()
    hold_one_more()
    assert [queries(address) for address in (ACCOUNT, DATA)] == with_one


def test_what_somebody_changed_of_a_programme_is_told_and_outlives_their_account(client, awa):
    place = cycle(slug="ici")
    place.publish_programme()
    day = workday(place, title="Nos valeurs")
    record(place, day, {"Lieu": ""}, {"Lieu": "Évry"}, reason="Plus grande.", author=Identity.objects.of(awa))
    text = Page(client.get(ACCOUNT)).text
    assert "Journée 1 : Nos valeurs" in text
    assert "Plus grande." in text
    (held,) = file_of(client)["programme"]
    assert held["differences"] == [{"field": "Lieu", "before": "", "after": "Évry"}]
