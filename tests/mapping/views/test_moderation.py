"""What a steward sees and presses: the list, one proposal, its corrections, its merge, its refusal."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mapping import moderation
from mapping.models import Actor, ActorContact
from mapping.personal import FORGOTTEN, MapPart
from tests.factories.accounts import user
from tests.factories.mapping import actor, steward, territory
from tests.portal.page import Page

LIST = "/carte/moderation/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def evry():
    return territory(name="Évry")


@pytest.fixture
def keeper(client, evry):
    made = user("veille@example.org")
    steward(evry, made)
    client.force_login(made)
    return made


@pytest.fixture
def proposed(evry):
    return actor(name="La Boussole", commune=evry, status="proposed", proposed_by=user("awa@example.org"))


def page_of(made):
    return reverse("moderation:actor", args=[made.pk])


def merge_of(made):
    return reverse("moderation:merge", args=[made.pk])


def withdraw_of(made):
    return reverse("moderation:withdraw", args=[made.pk])


def fields_of(made, **others):
    return {
        "name": made.name,
        "legal_family": made.legal_family,
        "category": made.category,
        "commune": made.commune_id,
        "version": made.version,
        "action": "publish",
        **others,
    }


def now(made):
    return Actor.objects.get(pk=made.pk)


def test_the_list_says_what_waits_who_proposed_it_and_what_it_resembles(client, keeper, proposed, evry):
    actor(name="La boussole", commune=evry)
    actor(name="Déjà publiée", commune=evry)
    actor(name="Proposée ailleurs", status="proposed")
    page = Page(client.get(LIST))
    for said in ("1 structure proposée", "awa@example.org", "Ressemble à « La boussole »"):
        assert said in page.text.replace("\u00a0", " ")
    assert page_of(proposed) in page.links
    assert "ailleurs" not in page.text


def test_with_nothing_to_do_the_list_says_so(client, keeper):
    assert "Rien n’attend" in client.get(LIST).text.replace("\u00a0", " ")


def test_the_list_is_for_stewards(client, proposed):
    assert client.get(LIST)["Location"] == f"/compte/connexion/?next={LIST}"
    client.force_login(user())
    assert client.get(LIST).status_code == 403


def restore_of(made):
    return reverse("moderation:restore", args=[made.pk])


@pytest.mark.parametrize("address", [page_of, merge_of, withdraw_of, restore_of])
def test_another_map_is_nobody_elses_business(client, keeper, address):
    elsewhere = actor(status="proposed")
    assert client.post(address(elsewhere), fields_of(elsewhere)).status_code == 404
    assert now(elsewhere).status == "proposed"


def test_three_proposals_take_no_more_queries_than_one(client, keeper, proposed, evry):
    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    actor(name="La Boussole", commune=evry)
    addresses = [LIST, page_of(proposed), f"{page_of(proposed)}?mots=boussole"]
    with_one = [queries(address) for address in addresses]
    for _ in range(2):
        actor(name="La Boussole", commune=evry, status="proposed", proposed_by=user())
        actor(name="La Boussole", commune=evry)
    assert [queries(address) for address in addresses] == with_one


def test_a_proposal_is_corrected_and_published_in_one_go(client, keeper, proposed):
    response = client.post(page_of(proposed), fields_of(proposed, name="La Grande Boussole"), follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "« La Grande Boussole » est sur la carte." in response.text
    assert (now(proposed).name, now(proposed).status) == ("La Grande Boussole", "published")
    assert "La Grande Boussole" in client.get(proposed.get_absolute_url()).text


def test_a_correction_alone_leaves_it_waiting(client, keeper, proposed):
    response = client.post(page_of(proposed), fields_of(proposed, name="Autre", action="save"))
    assert response["Location"] == page_of(proposed)
    assert (now(proposed).name, now(proposed).status) == ("Autre", "proposed")


def test_the_page_that_everyone_reads_follows(client, keeper, proposed):
    anybody = type(client)()
    assert anybody.get(proposed.get_absolute_url()).status_code == 404
    client.post(page_of(proposed), fields_of(proposed))
    assert anybody.get(proposed.get_absolute_url()).status_code == 200


def test_publishing_twice_is_publishing_once(client, keeper, proposed):
    for _ in range(2):
        assert client.post(page_of(proposed), fields_of(proposed))["Location"] == LIST
    assert now(proposed).version == 2


def test_each_wrong_answer_is_said_beside_its_field_and_kept(client, keeper, proposed):
    wrong = {
        "name": "",
        "siret": "123",
        "rna": "X",
        "uai": "1",
        "website": "pas une adresse",
        "category": "?",
    }
    response = client.post(page_of(proposed), fields_of(proposed, **wrong))
    assert response.status_code == 200
    for said in ("Un SIRET compte quatorze chiffres.", "W suivi de neuf chiffres", "sept chiffres"):
        assert said in response.text
    assert 'value="pas une adresse"' in response.text
    assert now(proposed).version == 1


def test_a_number_of_another_leads_to_merging(client, keeper, proposed, evry):
    known = actor(name="Le Relais", commune=evry, siret="73282932000074", category="school")
    response = client.post(page_of(proposed), fields_of(proposed, siret="732 829 320 00074"))
    assert "« Le Relais » porte déjà ce SIRET" in response.text
    assert f'name="into" value="{known.pk}"' in response.text


def test_a_commune_of_another_map_cannot_be_chosen(client, keeper, proposed):
    response = client.post(page_of(proposed), fields_of(proposed, commune=territory().pk))
    assert response.status_code == 200
    assert now(proposed).version == 1


def test_twins_stand_beside_it_and_others_are_found_by_their_words(client, keeper, proposed, evry):
    twin = actor(name="La boussole", commune=evry)
    far = actor(name="Là-bas la boussole", commune=territory())
    other = actor(name="Le Café Étoilé", commune=evry, category="school")
    page = client.get(page_of(proposed))
    assert f'name="into" value="{twin.pk}"' in page.text
    assert "Le Café" not in page.text
    found = client.get(page_of(proposed), {"mots": "ETOILE evry"})
    assert f'name="into" value="{other.pk}"' in found.text
    assert "1 structure pour" in found.text.replace("\u00a0", " ")
    assert f'value="{far.pk}"' not in client.get(page_of(proposed), {"mots": "boussole"}).text


def test_a_twin_of_another_map_is_shown_without_a_button(client, keeper, proposed):
    twin = actor(name="La Boussole")
    page = client.get(page_of(proposed)).text
    assert twin.get_absolute_url() in page
    assert f'name="into" value="{twin.pk}"' not in page
    assert client.post(merge_of(proposed), {"version": 1, "into": twin.pk}).status_code == 409
    assert now(proposed).status == "proposed"


def test_a_merge(client, keeper, proposed, evry):
    known = actor(name="La boussole", commune=evry)
    ActorContact.objects.create(actor=proposed, function="Accueil", email="accueil@example.org")
    for _ in range(2):
        response = client.post(merge_of(proposed), {"version": 1, "into": known.pk})
        assert response["Location"] == LIST
    assert now(proposed).merged_into == known
    assert ActorContact.objects.get().actor == known
    assert client.get(proposed.get_absolute_url())["Location"] == known.get_absolute_url()


@pytest.mark.parametrize("into", ["", "0", "abc", "-1", "9" * 400, "1\x00", "itself"])
def test_a_merge_into_nothing_changes_nothing(client, keeper, proposed, into):
    into = proposed.pk if into == "itself" else into
    response = client.post(merge_of(proposed), {"version": 1, "into": into})
    assert response.status_code in (400, 409)
    assert now(proposed).status == "proposed"


def test_a_refusal(client, keeper, proposed):
    asked_at = f"{withdraw_of(proposed)}?version=1"
    assert asked_at in Page(client.get(page_of(proposed))).links
    assert Page(client.get(asked_at)).inputs["version"] == ["1"]
    assert now(proposed).status == "proposed"
    for _ in range(2):
        assert client.post(withdraw_of(proposed), {"version": 1})["Location"] == LIST
    assert now(proposed).status == "withdrawn"
    assert "n’attend plus de relecture" in client.get(page_of(proposed)).text
    for address in (asked_at, withdraw_of(proposed)):
        assert "n’attend plus de relecture" in client.get(address).text


def test_a_refusal_rests_on_what_was_read(client, keeper, proposed):
    """Corrected after it was read and before the link was followed: the new text is read first."""
    asked_at = f"{withdraw_of(proposed)}?version=1"
    client.post(page_of(proposed), fields_of(proposed, name="Corrigée", action="save"))
    late = client.get(asked_at)
    assert late.status_code == 409
    assert "relisez-la" in late.text
    assert "Refuser « Corrigée »" not in late.text
    again = f"{withdraw_of(proposed)}?version=2"
    assert again in Page(late).links
    assert Page(client.get(again)).inputs["version"] == ["2"]


def test_after_a_wrong_answer_the_buttons_rest_on_what_was_read_too(client, keeper, proposed, evry):
    """Somebody corrected it meanwhile: what the page now holds was not all read."""
    actor(name="La boussole", commune=evry)
    wrong = fields_of(proposed, name="")
    client.post(page_of(proposed), fields_of(proposed, name="Corrigée", action="save"))
    page = Page(client.post(page_of(proposed), wrong))
    assert f"{withdraw_of(proposed)}?version=1" in page.links
    assert set(page.inputs["version"]) == {"1"}
    garbled = Page(client.post(page_of(proposed), {**wrong, "version": "abc"}))
    assert f"{withdraw_of(proposed)}?version=0" in garbled.links


@pytest.mark.parametrize("query", ["", "?version=", "?version=0", "?version=abc", "?version=" + "9" * 400])
def test_a_refusal_of_what_nobody_read_begins_with_reading(client, keeper, proposed, query):
    assert client.get(withdraw_of(proposed) + query)["Location"] == page_of(proposed)


def test_what_was_refused_by_mistake_is_found_again_and_put_back(client, keeper, proposed):
    client.post(withdraw_of(proposed), {"version": 1})
    assert f'href="{page_of(proposed)}"' in client.get(LIST).text
    settled = Page(client.get(page_of(proposed)))
    version = settled.inputs["version"][0]
    for _ in range(2):
        response = client.post(restore_of(proposed), {"version": version})
        assert response["Location"] == page_of(proposed)
    assert now(proposed).status == "proposed"


@pytest.mark.parametrize("status", ["proposed", "withdrawn"])
def test_somebody_who_was_erased_is_not_offered_again(client, keeper, proposed, evry, status):
    alone = actor(commune=evry, legal_family="individual", status=status, proposed_by=user())
    actor(name="Une refusée", commune=evry, status="withdrawn")
    assert client.get(page_of(alone)).status_code == 200
    MapPart().erase(alone.proposed_by)
    page = client.get(LIST).text
    assert "Une refusée" in page
    assert FORGOTTEN not in page
    assert client.get(page_of(alone)).status_code == 404
    for version in (alone.version, now(alone).version):
        for address in (page_of, restore_of, merge_of, withdraw_of):
            sent = {**fields_of(alone), "version": version}
            assert client.post(address(alone), sent).status_code == 404
    assert (now(alone).status, now(alone).name) == ("withdrawn", FORGOTTEN)


def test_somebody_erased_in_that_very_second_is_not_given_back(client, keeper, evry, monkeypatch):
    alone = actor(commune=evry, legal_family="individual", status="proposed", proposed_by=user())
    publish = moderation.publish

    def erased_first(*args, **kwargs):
        MapPart().erase(alone.proposed_by)
        return publish(*args, **kwargs)

    monkeypatch.setattr(moderation, "publish", erased_first)
    response = client.post(page_of(alone), fields_of(alone, name="Awa Diop"))
    assert response.status_code == 409
    assert "Awa" not in response.text
    assert restore_of(alone) not in response.text


def test_a_number_taken_meanwhile_is_said_when_it_is_put_back(client, keeper, proposed, evry):
    Actor.objects.filter(pk=proposed.pk).update(siret="73282932000074")
    client.post(withdraw_of(proposed), {"version": 1})
    actor(commune=evry, siret="73282932000074")
    response = client.post(restore_of(proposed), {"version": 2})
    assert response.status_code == 409
    assert "porte déjà l’un de ces numéros" in response.text
    assert now(proposed).status == "withdrawn"


def test_what_is_proposed_on_another_map_is_not_named(client, keeper, proposed):
    actor(name="Secret d’ailleurs", status="proposed", siret="73282932000074")
    response = client.post(page_of(proposed), fields_of(proposed, siret="73282932000074"))
    assert "porte déjà ce SIRET" in response.text
    assert "Secret" not in response.text
    assert now(proposed).status == "proposed"


def test_a_stale_correction_shows_both_texts_and_can_be_saved_again(client, keeper, proposed):
    client.post(page_of(proposed), fields_of(proposed, name="La sienne", action="save"))
    response = client.post(page_of(proposed), fields_of(proposed, name="La mienne", action="save"))
    assert response.status_code == 409
    assert "La sienne" in response.text
    assert 'value="La mienne"' in response.text
    assert now(proposed).name == "La sienne"
    again = fields_of(proposed, name="La mienne", action="save", version=Page(response).inputs["version"][0])
    assert client.post(page_of(proposed), again).status_code == 302
    assert now(proposed).name == "La mienne"


@pytest.mark.parametrize("late", ["publish", "merge", "withdraw"])
def test_who_comes_late_is_told_and_keeps_what_was_typed(client, keeper, proposed, evry, late):
    known = actor(name="Le Relais", commune=evry)
    first = withdraw_of(proposed) if late == "publish" else page_of(proposed)
    client.post(first, fields_of(proposed))
    response = {
        "publish": lambda: client.post(page_of(proposed), fields_of(proposed, name="Tapée")),
        "merge": lambda: client.post(merge_of(proposed), {"version": 1, "into": known.pk}),
        "withdraw": lambda: client.post(withdraw_of(proposed), {"version": 1}),
    }[late]()
    assert response.status_code == 409
    assert "Ce que vous demandiez n’est pas fait." in response.text
    assert ("Tapée" in response.text) == (late == "publish")
    assert now(proposed).version == 2


@pytest.mark.parametrize("address", [merge_of, withdraw_of])
def test_a_stale_button_shows_the_page_again(client, keeper, proposed, evry, address):
    known = actor(commune=evry)
    client.post(page_of(proposed), fields_of(proposed, name="Corrigée", action="save"))
    response = client.post(address(proposed), {"version": 1, "into": known.pk})
    assert response.status_code == 409
    assert "relisez-la" in response.text
    assert "Corrigée" in response.text
    assert now(proposed).status == "proposed"


def test_who_proposed_and_left_is_no_longer_named(client, keeper, proposed):
    proposed.proposed_by.delete()
    assert "on ne sait plus par qui" in client.get(LIST).text
