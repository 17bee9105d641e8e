"""Deleting one's account: explained, proven by a fresh code, confirmed by typing, done once and whole."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import personal
from accounts.deletion import erase_account
from accounts.models import Identity, User
from accounts.personal import HeldBackError
from cycle.models import Membership
from participants.models import Participant
from support.models import Mail
from tests.accounts.entrance import LOGIN, ask_to_log_in, is_logged_in, last_code, leads_to_log_in, log_in
from tests.accounts.totp import enrol
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership
from tests.factories.participants import participant

DELETE = "/compte/supprimer/"
GOODBYE = "/compte/au-revoir/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def fresh(client, known):
    """Logged in by a code a moment ago."""
    log_in(client, known.email)
    return client


def confirm(client, address="connue@example.org"):
    return client.post(DELETE, {"address": address})


def test_it_says_what_goes_and_what_stays_before_anything_is_asked(client, known):
    client.force_login(known)
    page = client.get(DELETE).text
    assert "Ce qui s’efface" in page
    assert "Ce qui reste" in page
    assert 'name="address"' not in page


def test_it_takes_a_fresh_code(client, known):
    client.force_login(known)
    response = confirm(client)
    assert response["Location"].startswith("/compte/code/?")
    assert User.objects.filter(email=known.email).exists()
    client.post(response["Location"], {"action": "ask"})
    answer = client.post(response["Location"], {"code": last_code(known.email)})
    assert answer["Location"] == DELETE
    assert confirm(client)["Location"] == GOODBYE


def test_the_mail_says_what_the_code_is_for(client, known):
    client.force_login(known)
    client.post(confirm(client)["Location"], {"action": "ask"})
    assert "supprimer votre compte" in Mail.objects.get().body


@pytest.mark.parametrize(
    "typed", ["", "autre@example.org", "SUPPRIMER", "connue@example.org\x00", "é" * 100_000]
)
def test_it_takes_ones_own_address_typed(fresh, known, typed):
    response = confirm(fresh, typed)
    assert response.status_code in (200, 400)
    assert User.objects.filter(email=known.email, is_active=True).exists()
    assert is_logged_in(fresh)


def test_capitals_are_the_same_address(fresh):
    assert confirm(fresh, " Connue@Example.ORG ")["Location"] == GOODBYE


def test_it_erases_logs_out_and_says_goodbye(fresh, known):
    enrol(known)
    Identity.objects.of(known)
    card = participant(cycle(), known, name="Awa Diop")
    response = confirm(fresh)
    assert not is_logged_in(fresh)
    assert "Votre compte est supprimé" in fresh.get(response["Location"]).text
    left = User.objects.get()
    assert left.email.endswith("@erased.invalid")
    assert (left.is_active, left.last_login, left.has_usable_password()) == (False, None, False)
    assert not EmailAddress.objects.exists()
    assert not Authenticator.objects.exists()
    assert not Mail.objects.exists()
    assert not Session.objects.exists()
    assert not Participant.objects.exists()
    assert Identity.objects.get().user is None
    place = Membership.objects.get(pk=card.membership_id)
    assert place.left_at is not None


def test_pressed_again_it_does_no_harm(fresh, known):
    confirm(fresh)
    before = User.objects.get().email
    assert leads_to_log_in(confirm(fresh))
    assert erase_account(known) is False
    assert User.objects.get().email == before


def test_every_other_session_ends_even_one_that_only_typed_the_address(fresh, known):
    phone, stranger = Client(), Client()
    phone.force_login(known)
    ask_to_log_in(stranger, known.email)
    bystander = Client()
    bystander.force_login(user("autre@example.org"))
    confirm(fresh)
    assert not is_logged_in(phone)
    assert [session.pk for session in Session.objects.all()] == [bystander.session.session_key]


def test_the_address_may_come_back_to_a_new_account(fresh, known):
    membership(cycle(), known)
    confirm(fresh)
    fresh.post("/compte/inscription/", {"email": "connue@example.org"})
    fresh.post("/compte/inscription/code/", {"code": last_code("connue@example.org")})
    assert is_logged_in(fresh)
    again = User.objects.get(email="connue@example.org")
    assert again.pk != known.pk
    assert not Membership.objects.filter(user=again).exists()


def test_what_is_left_cannot_log_in(client, known):
    erase_account(known)
    left = User.objects.get().email
    ask_to_log_in(client, left)
    assert not Mail.objects.filter(to=left, subject__icontains="code").exists()


def test_the_only_facilitator_hands_over_first(fresh, known):
    place = cycle(title="Essonne")
    participant(cycle(), known)
    membership(place, known, "facilitator")
    response = confirm(fresh)
    assert response.status_code == 409
    assert "Vous êtes la seule personne à animer le cycle « Essonne »." in response.text
    assert Participant.objects.exists()
    assert Membership.objects.current().count() == 2
    assert is_logged_in(fresh)
    membership(place, user(), "facilitator")
    assert confirm(fresh)["Location"] == GOODBYE


def test_it_is_all_or_nothing(fresh, known, monkeypatch):
    class Part:
        key, name = "late", "Une part qui refuse"

        def collect(self, user): ...

        def erase(self, user):
            raise HeldBackError("Rendez d’abord la clé.")

    participant(cycle(), known)
    account = next(part for part in personal.parts() if part.key == "account")
    parts = {part.key: part for part in personal.parts() if part is not account}
    monkeypatch.setattr(personal, "_parts", {**parts, "account": account, "late": Part()})
    response = confirm(fresh)
    assert "Rendez d’abord la clé." in response.text
    assert Participant.objects.exists()
    assert EmailAddress.objects.exists()
    assert Mail.objects.exists()


def test_nothing_more_is_written_about_somebody_who_is_being_erased(client, known):
    """A form that was on its way when the account went."""
    place = cycle()
    client.force_login(known)
    User.objects.filter(pk=known.pk).update(is_active=False)
    from django.core.exceptions import PermissionDenied

    from participants import services

    with pytest.raises(PermissionDenied):
        services.join(place, known, name="Awa Diop")
    assert not Membership.objects.exists()


def test_the_goodbye_is_for_those_who_left(client, known):
    client.force_login(known)
    assert client.get(GOODBYE)["Location"] == "/compte/"


def test_it_is_private_and_never_kept(client, known):
    assert client.get(DELETE)["Location"] == f"{LOGIN}?next={DELETE}"
    client.force_login(known)
    assert "no-store" in client.get(DELETE)["Cache-Control"]
