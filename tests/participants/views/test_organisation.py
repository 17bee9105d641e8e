"""One's organisation: taken from the map, or proposed to whoever keeps it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cycle.models import Membership
from mapping.models import Actor
from participants.models import Participant
from support.public_pages import touching
from tests.factories.accounts import user
from tests.factories.cycle import cycle
from tests.factories.mapping import actor, territory
from tests.factories.participants import participant

pytestmark = pytest.mark.django_db

NEW = {"commune": "C1", "legal_family": "association", "category": "social_centre"}


@pytest.fixture
def place():
    return cycle(territory=territory(kind="department", code="91"))


@pytest.fixture
def evry(place):
    return territory(code="C1", name="Évry", parents=[place.territory])


@pytest.fixture
def massy(place):
    return territory(code="C2", name="Massy", parents=[place.territory])


@pytest.fixture
def person(client):
    made = user()
    client.force_login(made)
    return made


@pytest.fixture
def join(client, place, person):
    def post(organisation, **fields):
        address = reverse("participants:join", args=[place.slug])
        return client.post(address, {"name": "Awa Diop", "organisation": organisation, **fields})

    return post


@pytest.mark.parametrize("typed", ["Le Préau", "le preau", "  LE PRÉAU "])
def test_a_known_name_is_recognised_whatever_its_accents(join, evry, typed):
    known = actor(name="Le Préau", commune=evry)
    assert join(typed).status_code == 302
    assert Participant.objects.get().organisation == known
    assert Actor.objects.count() == 1


def test_the_list_suggests_the_published_ones_of_the_territory(client, place, person, evry):
    actor(name="Le Préau", commune=evry)
    actor(name="Proposée", commune=evry, status="proposed")
    actor(name="Loin")
    text = client.get(reverse("participants:join", args=[place.slug])).text
    assert '<option value="Le Préau"></option>' in text
    assert 'list="id_organisation_suggestions"' in text
    assert "Proposée" not in text
    assert "Loin" not in text


def test_none_is_an_answer(join):
    assert join("").status_code == 302
    assert Participant.objects.get().organisation is None


def test_an_unknown_name_asks_three_questions_then_is_proposed(join, evry, person):
    answer = join("Les Ateliers d’Évry")
    assert answer.status_code == 200
    assert "Cette structure n’est pas encore sur la carte." in answer.text
    assert 'value="Les Ateliers d’Évry"' in answer.text
    assert not Membership.objects.exists()
    assert join("Les Ateliers d’Évry", **NEW).status_code == 302
    proposed = Actor.objects.get()
    assert (proposed.name, proposed.commune, proposed.status) == ("Les Ateliers d’Évry", evry, "proposed")
    assert proposed.proposed_by == person
    assert Participant.objects.get().organisation == proposed


@pytest.mark.parametrize("wrong", [{"commune": "C9"}, {"legal_family": "x"}, {"category": ""}])
def test_a_proposal_with_a_wrong_answer_makes_nothing(join, evry, wrong):
    assert join("Les Ateliers", **NEW | wrong).status_code == 200
    assert not Actor.objects.exists()
    assert not Membership.objects.exists()


def test_two_colleagues_propose_one_organisation(client, place, join, evry):
    join("Les Ateliers", **NEW)
    client.force_login(user())
    join("les ateliers", **NEW)
    assert Actor.objects.count() == 1
    assert Participant.objects.filter(organisation=Actor.objects.get()).count() == 2


def test_whoever_is_a_member_already_proposes_nothing_by_joining_again(join, evry):
    join("")
    join("Les Ateliers", **NEW)
    assert not Actor.objects.exists()


def test_namesakes_are_told_apart_by_their_commune(join, evry, massy):
    actor(name="MJC", commune=evry)
    there = actor(name="MJC", commune=massy)
    assert "Plusieurs structures portent ce nom" in join("MJC").text
    assert join("MJC (Massy)").status_code == 302
    assert Participant.objects.get().organisation == there


def test_namesakes_of_one_commune_are_not_a_dead_end(join, evry):
    first = actor(name="MJC", commune=evry)
    actor(name="MJC", commune=evry)
    assert join("MJC (Évry)").status_code == 302
    assert Participant.objects.get().organisation == first


@pytest.mark.parametrize("status", ["proposed", "withdrawn"])
def test_ones_own_organisation_stays_on_ones_card(client, place, person, evry, status):
    own = actor(name="Les Ateliers", commune=evry, status=status)
    card = participant(place, person, organisation=own)
    address = reverse("participants:card", args=[place.slug])
    assert 'value="Les Ateliers"' in client.get(address).text
    client.post(address, {"name": "Awa", "organisation": "Les Ateliers"})
    card.refresh_from_db()
    assert (card.name, card.organisation) == ("Awa", own)


def test_a_merged_organisation_is_called_by_the_one_that_carries_on(client, place, person, evry):
    last = actor(name="Maison commune", commune=evry)
    middle = actor(name="Milieu", commune=evry, status="merged", merged_into=last)
    first = actor(name="Début", commune=evry, status="merged", merged_into=middle)
    participant(place, person, organisation=first)
    assert 'value="Maison commune"' in client.get(reverse("participants:card", args=[place.slug])).text


def test_the_form_takes_as_many_queries_with_one_organisation_as_with_three(
    client, place, person, evry, django_assert_num_queries
):
    address = reverse("participants:join", args=[place.slug])
    actor(commune=evry)
    client.get(address)
    with django_assert_num_queries(8):
        client.get(address)
    for _ in range(2):
        actor(commune=evry)
    with django_assert_num_queries(8):
        client.get(address)


def test_what_is_suggested_is_read_once_until_the_map_changes(client, place, person, evry):
    address = reverse("participants:join", args=[place.slug])
    with touching("actors", "territories"):
        actor(name="Le Préau", commune=evry)
    assert "Le Préau" in client.get(address).text
    with CaptureQueriesContext(connection) as queries:
        assert "Le Préau" in client.get(address).text
    assert not [query for query in queries if "mapping_actor" in query["sql"]]
    with touching("actors"):
        Actor.objects.update(name="La Cour")
    assert "La Cour" in client.get(address).text
    assert client.post(address, {"name": "Awa", "organisation": "la cour"}).status_code == 302
    assert Participant.objects.get().organisation.name == "La Cour"


def test_one_published_elsewhere_under_the_name_of_ones_own_can_be_chosen(client, place, person, evry, massy):
    """A steward refused what one proposed, because it was on the map already."""
    own = actor(name="Ricochets", commune=massy, status="withdrawn")
    known = actor(name="Ricochets", commune=evry)
    participant(place, person, organisation=own)
    address = reverse("participants:card", args=[place.slug])
    text = client.get(address).text
    assert 'value="Ricochets (Massy)"' in text
    assert '<option value="Ricochets"></option>' in text
    for typed, chosen in [("Ricochets (Massy)", own), ("Ricochets", known), ("Ricochets (Évry)", known)]:
        assert client.post(address, {"name": "Awa", "organisation": typed}).status_code == 302
        assert Participant.objects.get().organisation == chosen
        Participant.objects.update(organisation=own)
    assert Actor.objects.count() == 2
