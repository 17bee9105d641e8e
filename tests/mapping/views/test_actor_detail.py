import pytest

from mapping.models import ActorContact
from support.public_pages import touching
from tests.factories.mapping import action, actor, territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(communes):
    return communes[0]


def page(client, one, person=None):
    if person:
        client.force_login(person)
    return client.get(f"/carte/structures/{one.pk}/")


def contact(one, **fields):
    return ActorContact.objects.create(
        actor=one, **{"name": "Camille Dupré", "email": "camille@example.org", **fields}
    )


def test_everybody_reads_what_an_organisation_does_for_whom_and_where(client, here):
    one = actor(name="L’Échappée", commune=here, presentation="Un lieu.\n\nOuvert.", uai="0750655E")
    action(
        one,
        title="Reprendre pied",
        publics=["age_16_18"],
        stages=["out_of_school"],
        territories=[territory(name="Grand Paris Sud", kind="epci", code="200059228")],
    )
    body = page(client, one).content.decode()
    for said in [
        "<h1>L’Échappée</h1>",
        "Centre social",
        "<p>Un lieu.</p>",
        "0750655E",
        "Reprendre pied",
        "Accompagnement à la scolarité",
        "16–18 ans (obligation de formation)",
        "Sortis sans solution",
        'href="/territoires/intercommunalite/200059228/">Grand Paris Sud</a>',
        here.get_absolute_url(),
    ]:
        assert said in body, said
    assert "fictive" not in body


def test_what_is_missing_is_said(client):
    body = page(client, actor(is_fictional=True)).content.decode()
    assert "Personne n’a encore présenté cette structure." in body
    assert "Aucune action n’est encore décrite." in body
    assert "Structure fictive" in body
    assert "Contacts" not in body


def test_a_contact_is_shown_to_everyone_only_with_consent(client, here, outsider):
    one = actor(commune=here)
    contact(one)
    contact(one, name="", function="Accueil", email="accueil@example.org", is_public=True)
    for person in (None, outsider):
        body = page(client, one, person).content.decode()
        assert "accueil@example.org" in body
        assert "Camille" not in body
        assert "camille@" not in body


def test_who_keeps_the_map_sees_every_contact_and_whether_it_is_public(client, here, keeper):
    one = actor(commune=here)
    contact(one)
    body = page(client, one, keeper).content.decode()
    assert "Camille Dupré" in body
    assert "Sans accord pour le public" in body


def test_a_proposed_organisation_is_for_those_who_keep_its_commune(client, here, keeper, outsider):
    one = actor(commune=here, status="proposed")
    assert page(client, one).status_code == 404
    assert page(client, one, outsider).status_code == 404
    answer = page(client, one, keeper)
    assert answer.status_code == 200
    assert "Proposée, pas encore publiée" in answer.content.decode()


def test_a_withdrawn_organisation_has_no_page(client, here, keeper):
    assert page(client, actor(commune=here, status="withdrawn"), keeper).status_code == 404


def test_a_merged_organisation_leads_to_the_one_that_carries_on(client):
    kept = actor()
    answer = page(client, actor(status="merged", merged_into=kept))
    assert (answer.status_code, answer["Location"]) == (302, f"/carte/structures/{kept.pk}/")


@pytest.mark.parametrize("status", ["proposed", "withdrawn"])
def test_a_merged_organisation_leads_nowhere_that_cannot_be_seen(client, status):
    assert page(client, actor(status="merged", merged_into=actor(status=status))).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow_with_actions(client, here, keeper, count, django_assert_num_queries):
    one = actor(commune=here)
    for _ in range(count):
        action(one, publics=["parents"], stages=["prevention"], territories=[here, territory(kind="qpv")])
        contact(one)
    with django_assert_num_queries(7):  # the version of the page, then what it shows
        page(client, one)


def test_the_page_is_renewed_with_its_scope(client):
    one = actor(name="Avant")
    assert "Avant" in page(client, one).content.decode()
    with touching("actors"):
        one.name = "Après"
        one.save()
    assert "Après" in page(client, one).content.decode()
