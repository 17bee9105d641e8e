import hashlib
from html import unescape

import pytest
from django.urls import reverse

from charter import services
from charter.models import ChainLink, Signatory
from tests.factories import charter as made
from tests.factories.accounts import user

pytestmark = pytest.mark.django_db


@pytest.fixture
def signatory(version, person):
    return services.sign(version, person, name="Awa Diop")[0]


def test_it_says_what_when_as_what_and_how_to_check(fresh, signatory):
    answer = fresh.get(signatory.get_absolute_url())
    text = unescape(answer.text)
    link = signatory.link
    for said in ("Awa Diop", "Enseignante, Collège des Tilleuls", signatory.version.digest, link.hash):
        assert said in text
    assert f"Maillon n° {link.sequence}" in text
    assert "heure de Paris" in text
    assert "signature électronique simple" in text.lower()
    assert "no-store" in answer["Cache-Control"]
    committed = answer.context["committed"]
    assert committed in text
    assert hashlib.sha256(committed.encode()).hexdigest() == link.commitment


@pytest.mark.parametrize("name", ["receipt", "signature_display", "signature_withdraw"])
def test_it_is_its_signatorys_alone(client, signatory, name):
    client.force_login(user())
    assert client.get(reverse(f"charter:{name}", args=[signatory.pk])).status_code == 404


@pytest.mark.parametrize("name", ["signature_display", "signature_withdraw"])
def test_nobody_changes_another_persons_signature(client, signatory, name):
    client.force_login(user())
    address = reverse(f"charter:{name}", args=[signatory.pk])
    assert client.post(address, {"is_displayed": "on"}).status_code == 404
    signatory.refresh_from_db()
    assert (signatory.withdrawn_at, signatory.is_displayed) == (None, False)


def test_being_shown_is_chosen_and_unchosen(fresh, signatory):
    address = reverse("charter:signature_display", args=[signatory.pk])
    assert "checked" not in fresh.get(address).text
    answer = fresh.post(address, {"is_displayed": "on"}, follow=True)
    assert "Votre nom est montré" in answer.text
    assert "checked" in fresh.get(address).text
    assert Signatory.objects.displayed().count() == 1
    assert "Votre nom n’est plus montré" in fresh.post(address, follow=True).text
    assert not Signatory.objects.displayed().exists()


def test_one_withdraws_once_asked(fresh, signatory):
    address = reverse("charter:signature_withdraw", args=[signatory.pk])
    assert "Retirer votre signature ?" in fresh.get(address).text
    answer = fresh.post(address, follow=True)
    assert "Votre signature est retirée" in answer.text
    assert fresh.post(address)["Location"] == signatory.get_absolute_url()
    assert fresh.get(address)["Location"] == signatory.get_absolute_url()
    assert ChainLink.objects.filter(kind="withdrawal").count() == 1


def test_once_withdrawn_there_is_nothing_to_show(fresh, signatory):
    services.withdraw(signatory)
    address = reverse("charter:signature_display", args=[signatory.pk])
    assert fresh.post(address, {"is_displayed": "on"})["Location"] == signatory.get_absolute_url()
    signatory.refresh_from_db()
    assert not signatory.is_displayed


def test_the_account_shows_and_hands_over_what_was_signed(fresh, signatory):
    made.signatory(signatory.version, name="Quelqu’un d’autre")
    text = fresh.get(reverse("accounts:profile")).text
    assert "Vos signatures" in text
    assert signatory.get_absolute_url() in text
    held = fresh.get(reverse("accounts:data")).json()["signatures"]
    assert [(one["name"], one["salt"], one["link"]) for one in held] == [("Awa Diop", signatory.salt, 2)]
