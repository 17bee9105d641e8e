import pytest
from django.urls import reverse

from tests.accounts.entrance import (
    LANDING,
    LOGIN,
    LOGIN_CODE,
    ask_to_log_in,
    is_logged_in,
    last_code,
    last_mail,
    log_in,
)

pytestmark = pytest.mark.django_db


def test_the_page_asks_for_an_address_and_nothing_else(client):
    page = client.get(LOGIN).content.decode()
    assert page.count("<input") == 2  # the token and the address
    assert 'type="email"' in page
    assert 'autocomplete="email"' in page
    assert "password" not in page


def test_a_code_is_mailed_and_typed(client, known):
    response = ask_to_log_in(client, known.email)
    assert response["Location"] == LOGIN_CODE
    assert known.email in client.get(LOGIN_CODE).content.decode()
    response = client.post(LOGIN_CODE, {"code": last_code(known.email)}, follow=True)
    assert is_logged_in(client)
    assert "Connexion réussie." in response.content.decode()


def test_capitals_in_the_address_do_not_matter(client, known):
    ask_to_log_in(client, "CONNUE@Example.org ")
    client.post(LOGIN_CODE, {"code": last_code(known.email)})
    assert is_logged_in(client)


def test_an_account_made_by_a_command_needs_one_code_only(client, known):
    """Without a word from us, allauth asks for a second code: the address was never "verified"."""
    log_in(client, known.email)
    assert is_logged_in(client)
    assert known.emailaddress_set.get().verified


@pytest.mark.parametrize("typed", ["", "pas une adresse", "a@b", "x" * 250 + "@example.org", "a@b.fr\n"])
def test_what_is_no_address_is_refused_and_kept(client, typed):
    response = client.post(LOGIN, {"login": typed})
    if typed == "a@b.fr\n":
        assert response.status_code == 302  # the line feed is trimmed
        return
    page = response.content.decode()
    assert response.status_code == 200
    assert 'aria-invalid="true"' in page
    if typed:
        assert typed in page


def test_asking_again_sends_no_second_mail_while_a_code_is_waited_for(client, known):
    ask_to_log_in(client, known.email)
    first = last_mail(known.email)
    assert ask_to_log_in(client, known.email)["Location"] == LOGIN_CODE
    assert last_mail(known.email) == first


def test_one_can_start_over_with_another_address(client, known):
    ask_to_log_in(client, "faute-de-frappe@example.org")
    response = client.post(reverse("account_logout"), {"next": LOGIN})
    assert response["Location"] == LOGIN
    log_in(client, known.email)
    assert is_logged_in(client)


def test_the_code_page_without_a_code_asked_goes_back_to_the_address(client):
    response = client.get(LOGIN_CODE, follow=True)
    assert response.redirect_chain[-1][0] == LOGIN


def test_who_is_logged_in_is_not_asked_again(client, known):
    client.force_login(known)
    assert client.get(LOGIN)["Location"] == LANDING
    assert client.get(LOGIN_CODE)["Location"] == LANDING


def test_an_account_closed_meanwhile_does_not_open(client, known):
    ask_to_log_in(client, known.email)
    code = last_code(known.email)
    type(known).objects.update(is_active=False)
    response = client.post(LOGIN_CODE, {"code": code}, follow=True)
    assert not is_logged_in(client)
    assert "Ce compte est désactivé" in response.content.decode()


def test_too_many_requests_are_told_to_wait(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    for _ in range(3):
        response = client.post(LOGIN, {"login": "x"})
    assert response.status_code == 429
    assert "Trop de demandes à la fois" in response.content.decode()
    assert '<html lang="fr">' in response.content.decode()


def test_looking_at_the_page_is_never_counted(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    for method in (client.get, client.head) * 2:
        assert method(LOGIN).status_code == 200
