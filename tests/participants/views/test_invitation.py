"""An invitation is read, accepted or declined by whoever reads the mail of the invited address."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.deletion import erase_account
from cycle.models import Membership
from participants import inviting
from participants.models import Invitation
from participants.models.invitation import digest_of
from support.models import Mail
from tests.accounts import entrance
from tests.factories import accounts
from tests.factories.cycle import cycle as a_cycle
from tests.factories.cycle import membership
from tests.factories.participants import participant

pytestmark = pytest.mark.django_db

ACCEPT, DECLINE = {"action": "accept"}, {"action": "decline"}


@pytest.fixture
def cycle():
    cache.clear()
    return a_cycle(title="Garder le lien", is_public=False)


@pytest.fixture
def team(cycle):
    return participant(cycle, role="facilitator", name="Inès").membership.user


@pytest.fixture
def awa(client):
    return proven(client, "awa@example.org")


def proven(client, address):
    person = accounts.user(address)
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    client.force_login(person)
    return person


def invite(cycle, team, role="participant", email="awa@example.org", note=""):
    """The page that the mail leads to."""
    inviting.invite(cycle, email, role, note=note, by=team)
    (link,) = [line for line in Mail.objects.get(to=email).body.splitlines() if "/invitations/" in line]
    return link[link.index("/invitations/") :]


def test_the_mail_leads_whoever_has_no_account_to_the_page_in_the_end(cycle, team):
    page, browser = invite(cycle, team, note="À bientôt."), Client()
    answer = browser.get(page)
    assert entrance.leads_to_log_in(answer)
    assert "invitations" in answer["Location"]
    entrance.sign_up(browser, "awa@example.org")
    answer = browser.get(page)
    for words in ("Garder le lien", "vous invite à y participer", "Accepter", "Non merci", "À bientôt."):
        assert words in answer.text
    answer = browser.post(page, ACCEPT)
    assert answer["Location"] == reverse("participants:card", args=[cycle.slug])
    assert Membership.objects.current().get(user__email="awa@example.org").role == "participant"


def test_a_code_typed_to_log_in_proves_the_address_too(cycle, team):
    accounts.user("awa@example.org")
    page, browser = invite(cycle, team), Client()
    entrance.log_in(browser, "awa@example.org")
    assert browser.get(page).status_code == 200


def test_an_address_that_nobody_proved_may_not_answer(client, cycle, team):
    client.force_login(accounts.user("awa@example.org"))
    assert client.post(invite(cycle, team), ACCEPT).status_code == 403
    assert not Membership.objects.filter(user__email="awa@example.org").exists()


def test_accepting_twice_makes_one_member_and_the_address_goes(client, cycle, team, awa):
    page = invite(cycle, team, "observer")
    for _ in range(2):
        answer = client.post(page, ACCEPT)
        assert answer["Location"] == reverse("participants:card", args=[cycle.slug])
    assert Membership.objects.get(user=awa).role == "observer"
    over = Invitation.objects.get()
    assert over.accepted_at
    assert (over.email, over.note) == ("", "")
    assert client.get(page).status_code == 302


def test_reading_changes_nothing(client, cycle, team, awa):
    page = invite(cycle, team)
    for method in (client.get, client.head):
        assert method(page).status_code == 200
    assert client.post(page).status_code == 200
    assert client.post(page, {"action": "autre"}).status_code == 200
    assert Invitation.objects.open().exists()
    assert not Membership.objects.filter(user=awa).exists()


def test_whoever_joined_meanwhile_changes_role_and_keeps_their_card(client, cycle, team, awa):
    page = invite(cycle, team, "facilitator")
    card = participant(cycle, awa)
    assert "Vous êtes déjà membre de ce cycle" in client.get(page).text
    assert client.post(page, ACCEPT)["Location"] == cycle.get_absolute_url()
    assert Membership.objects.current().get(user=awa).role == "facilitator"
    assert Membership.objects.get(user=awa) == card.membership


def test_whoever_left_comes_back_as_a_new_member(client, cycle, team, awa):
    participant(cycle, awa).membership.leave()
    client.post(invite(cycle, team), ACCEPT)
    assert Membership.objects.filter(user=awa).count() == 2
    assert Membership.objects.current().filter(user=awa).count() == 1


def test_accepting_never_takes_the_last_facilitator_away(client, cycle, team, awa):
    page = invite(cycle, team, "observer")
    membership(cycle, awa, "facilitator")
    Membership.objects.get(user=team).leave()
    answer = client.post(page, ACCEPT)
    assert answer.status_code == 409
    assert "la seule personne à animer" in answer.text
    assert Invitation.objects.open().exists()


def test_an_invited_facilitator_is_sent_to_enrol_a_second_factor(client, cycle, team, awa, settings):
    settings.PORTAL_REQUIRE_SECOND_FACTOR = True
    answer = client.post(invite(cycle, team, "facilitator"), ACCEPT)
    assert client.get(answer["Location"])["Location"] == reverse("mfa_activate_totp")


def test_declining_closes_it_and_forgets_the_address(client, cycle, team, awa):
    page = invite(cycle, team)
    answer = client.post(page, DECLINE, follow=True)
    assert "est déclinée" in answer.text
    assert client.post(page, DECLINE).status_code == 410
    assert client.post(page, ACCEPT).status_code == 410
    assert Invitation.objects.get().email == ""
    assert not Membership.objects.filter(user=awa).exists()


@pytest.mark.parametrize("data", [ACCEPT, DECLINE])
def test_another_account_is_told_so_without_the_address(client, cycle, team, data):
    proven(client, "marc@example.org")
    page = invite(cycle, team)
    for answer in (client.get(page), client.post(page, data)):
        assert answer.status_code == 403
        assert "a…@example.org" in answer.text
        assert "awa@example.org" not in answer.text
        assert cycle.title not in answer.text
    assert Invitation.objects.open().exists()
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("what", ["expired", "withdrawn", "sent again"])
def test_a_link_that_is_over_says_so(client, cycle, team, awa, what):
    page = invite(cycle, team)
    waiting = Invitation.objects.get()
    if what == "expired":
        past = timezone.now() - datetime.timedelta(minutes=1)
        Invitation.objects.update(expires_at=past, created_at=past - datetime.timedelta(days=14))
    elif what == "withdrawn":
        inviting.withdraw(waiting, by=team)
    else:
        inviting.send_again(waiting, by=team)
    for answer in (client.get(page), client.post(page, ACCEPT), client.post(page, DECLINE)):
        assert answer.status_code == 410
        assert "plus valable" in answer.text
        assert "Garder le lien" not in answer.text
    assert not Membership.objects.filter(user=awa).exists()


@pytest.mark.parametrize("token", ["0" * 64, "x", "é" * 3000])
def test_an_unknown_link_reads_like_one_that_is_over(client, awa, token):
    answer = client.get(reverse("invitation:detail", args=[token]))
    assert answer.status_code == 404
    assert "plus valable" in answer.text


def test_the_digest_is_no_link(client, cycle, team, awa):
    invite(cycle, team)
    digest = Invitation.objects.get().token_digest
    assert client.get(reverse("invitation:detail", args=[digest])).status_code == 404
    assert digest_of(digest) != digest


def test_a_form_sent_after_the_session_ended_comes_back(cycle, team):
    assert entrance.leads_to_log_in(Client().post(invite(cycle, team), ACCEPT))


# Privacy


def test_what_waits_is_shown_to_its_addressee_and_goes_with_the_account(client, cycle, team, awa):
    invite(cycle, team, "observer", note="À bientôt.")
    text = client.get("/compte/").text
    for words in ("Les invitations qui vous attendent", "Garder le lien", "Observation", "À bientôt."):
        assert words in text
    (held,) = client.get("/compte/donnees/").json()["invitations"]
    assert (held["cycle"], held["role"], held["note"]) == ("Garder le lien", "observer", "À bientôt.")
    erase_account(awa)
    assert not Invitation.objects.exists()
    assert not Mail.objects.filter(to="awa@example.org").exists()


def test_what_waits_for_others_is_not_shown(client, cycle, team):
    invite(cycle, team)
    proven(client, "marc@example.org")
    assert "Les invitations qui vous attendent" not in client.get("/compte/").text
    assert "invitations" not in client.get("/compte/donnees/").json()


def test_the_inviter_may_go_and_the_invitation_stays(client, cycle, team, awa):
    page = invite(cycle, team)
    membership(cycle, accounts.user(), "facilitator")
    erase_account(team)
    assert client.post(page, ACCEPT).status_code == 302
    assert Membership.objects.current().filter(user=awa).exists()
