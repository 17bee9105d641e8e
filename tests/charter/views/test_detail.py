import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from charter import services
from charter.reading import A_PAGE, text_of
from tests.factories import charter as made
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership

pytestmark = pytest.mark.django_db


def page(version):
    return reverse("charter:detail", args=[version.charter.cycle.slug])


def test_everybody_reads_the_version_in_force_by_kind(client, version):
    second = made.version(version.charter, articles=6, title="La charte d’ici", preamble="D’abord.\n\nPuis.")
    answer = client.get(page(version))
    text = answer.text
    assert "<h1>La charte d’ici</h1>" in text
    assert second.digest in text
    assert made.MANNER in text
    assert "mars 2026" in text
    order = ["D’abord.", "Notre vision", "Nos valeurs", "Nos principes", "Nos objectifs", "Nos engagements"]
    positions = [text.index(word) for word in order]
    assert positions == sorted(positions)
    assert version.get_absolute_url() in text
    assert answer["Cache-Control"].startswith("public")
    assert "<form" not in text
    assert reverse("charter:version_sign", args=[second.pk]) in text


def test_only_those_who_chose_it_are_shown(client, version):
    made.signatory(version, name="Montrée Dupont", is_displayed=True, organisation="Collège A")
    made.signatory(version, name="Cachée Martin", organisation="Lycée B")
    services.withdraw(made.signatory(version, name="Partie Durand", is_displayed=True, organisation="CIO C"))
    text = client.get(page(version)).text
    assert "Montrée Dupont" in text
    assert "Enseignante, Collège A" in text
    for hidden in ("Cachée Martin", "Lycée B", "Partie Durand"):
        assert hidden not in text
    assert "<b>2</b>personnes signataires" in text
    assert "<b>2</b>structures" in text


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ([], "Personne n’a encore signé cette version."),
        ([False], "1 personne a signé ; aucune n’a choisi d’être montrée ici."),
        ([True], "1 personne a signé ; 1 a choisi d’être montrée ici"),
        ([True, True, False], "3 personnes ont signé ; 2 ont choisi d’être montrées ici"),
    ],
)
def test_the_figures_are_said_in_words(client, version, shown, words):
    for is_displayed in shown:
        made.signatory(version, is_displayed=is_displayed)
    assert words in client.get(page(version)).text


def test_the_list_has_pages(client, version):
    for n in range(A_PAGE + 1):
        made.signatory(version, name=f"Personne {n:02}", is_displayed=True)
    first, second = client.get(page(version)).text, client.get(page(version), {"page": "2"}).text
    assert "Personne 00" in first
    assert "Personne 50" not in first
    assert "Page 1 sur 2" in first
    assert "Personne 50" in second
    assert "Personne 00" not in second
    for absurd in ("0", "-1", "9" * 400, "abc", ""):
        assert client.get(page(version), {"page": absurd}).status_code == 200


def test_as_many_queries_for_one_signature_as_for_three(client, version):
    text_of(version)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            made.signatory(version, is_displayed=True)
        with CaptureQueriesContext(connection) as captured:
            Client().get(page(version))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8


def test_a_signature_a_choice_and_a_withdrawal_show_at_once(client, version):
    assert "Personne n’a encore signé" in client.get(page(version)).text
    signatory = made.signatory(version, name="Awa Diop")
    assert "1 personne a signé" in client.get(page(version)).text
    services.display(signatory, is_displayed=True)
    assert "Awa Diop" in client.get(page(version)).text
    services.withdraw(signatory)
    assert "Personne n’a encore signé" in client.get(page(version)).text


def test_whoever_signed_finds_their_receipt(client, version):
    membership(version.charter.cycle, person := user(), "participant")
    client.force_login(person)
    signatory = made.signatory(version, person)
    text = client.get(page(version)).text
    assert signatory.get_absolute_url() in text
    assert "Signer la charte" not in text


def test_a_charter_that_is_elsewhere_is_said_to_be(client):
    place = cycle(charter_note="Adoptée ; texte non reproduit ici.")
    text = client.get(reverse("charter:detail", args=[place.slug])).text
    assert "Adoptée ; texte non reproduit ici." in text
    assert "ni lue ni signée ici" in text


def test_a_cycle_without_a_charter_says_so(client):
    place = cycle()
    made.draft(made.charter(place))
    assert (
        "Aucune charte n’est encore adoptée" in client.get(reverse("charter:detail", args=[place.slug])).text
    )


def test_the_cycle_leads_here(client, version):
    assert f'href="{page(version)}"' in client.get(version.charter.cycle.get_absolute_url()).text


def test_a_private_charter_is_its_members(client):
    version = made.version(made.charter(cycle(is_public=False)))
    assert client.get(page(version)).status_code == 404
    membership(version.charter.cycle, person := user())
    client.force_login(person)
    assert client.get(page(version)).status_code == 200


@pytest.mark.parametrize(("role", "may_sign"), [("observer", False), ("participant", True), (None, True)])
def test_whoever_may_sign_is_offered_to_and_an_observer_is_told(client, version, role, may_sign):
    person = user()
    if role:
        membership(version.charter.cycle, person, role)
    client.force_login(person)
    text = client.get(page(version)).text
    assert (reverse("charter:version_sign", args=[version.pk]) in text) is may_sign
    assert ("votre rôle ne signe pas" in text) is not may_sign
