"""Which pages there are, in whose frame, in which language; and which there are not."""

import re

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts import fresh_code
from tests.accounts.entrance import ACTIVATE, FRESH_CODE, LOGIN, SIGNUP, ask_to_log_in, log_in
from tests.accounts.totp import enrol

# Names that allauth's own code reverses on the ways that the portal uses.
REVERSED_BY_ALLAUTH = [
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_email",
    "account_reauthenticate",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "account_request_login_code",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
]


@pytest.mark.parametrize("name", REVERSED_BY_ALLAUTH)
@pytest.mark.parametrize("logged_in", [False, True])
@pytest.mark.django_db
def test_each_name_that_allauth_uses_answers(client, known, name, logged_in):
    if logged_in:
        client.force_login(known)
    assert reverse(name).startswith("/compte/")
    assert client.get(reverse(name), follow=True).status_code in (200, 403, 404)


@pytest.mark.django_db
def test_redirecting_names_lead_somewhere(client, known):
    client.force_login(known)
    assert client.get(reverse("account_email"))["Location"] == "/compte/"
    response = client.get(reverse("account_reauthenticate"), {"next": "/"})
    assert response["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2F"


def test_no_page_has_to_do_with_a_password():
    names = [name for name in get_resolver().reverse_dict if isinstance(name, str)]
    assert "account_login" in names
    assert not [name for name in names if "password" in name]
    for name in ("account_change_password", "account_set_password", "account_reset_password"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "password/",
        "password/change/",
        "password/reset/",
        "password/set/",
        "mot-de-passe/",
        "login/",
        "admin/",
    ],
)
def test_password_pages_do_not_exist(client, known, path):
    client.force_login(known)
    assert client.get(f"/compte/{path}").status_code == 404


def pages_without_a_session(client):
    yield client.get(LOGIN)
    yield client.get(SIGNUP)
    yield client.get(reverse("account_inactive"))
    client.post(SIGNUP, {"email": "nouvelle@example.org"})
    yield client.get(reverse("account_email_verification_sent"))
    client.post(reverse("account_logout"))
    ask_to_log_in(client, "autre@example.org")
    yield client.get(reverse("account_confirm_login_code"))


def pages_of_a_member(client, user):
    log_in(client, user.email)
    yield client.get("/compte/")
    yield client.get(reverse("account_logout"))
    yield client.get(reverse("mfa_index"))
    yield client.get(ACTIVATE)
    client.post(ACTIVATE, {"action": "begin"})
    yield client.get(ACTIVATE)


def pages_of_somebody_enrolled(client, user):
    enrol(user)
    log_in(client, user.email)
    yield client.get(reverse("mfa_authenticate"))
    client = Client()
    client.force_login(user)
    yield client.get(reverse("mfa_reauthenticate"))
    yield client.get(fresh_code.page(fresh_code.Purpose("try", "essayer"), "/"))
    yield client.get(reverse("mfa_index"))


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["anonymous", "member", "enrolled"])
def test_each_page_wears_the_portals_frame_in_french(client, known, who):
    responses = {
        "anonymous": lambda: pages_without_a_session(client),
        "member": lambda: pages_of_a_member(client, known),
        "enrolled": lambda: pages_of_somebody_enrolled(client, known),
    }[who]()
    titles = []
    for response in responses:
        page = response.content.decode()
        assert response.status_code == 200
        assert '<html lang="fr">' in page
        assert len(re.findall(r"<h1\b", page)) == 1
        assert len(re.findall(r"<main\b", page)) == 1
        assert 'href="/static/css/portal.css"' in page
        assert not re.search(
            r"(?i)\b(sign[ -]?in|sign[ -]?up|log[ -]?in|password|email address|confirm)\b", words(page)
        )
        assert not re.search(r"<script(?![^>]*\bsrc=)| style=|<style", page)
        assert "no-store" in response["Cache-Control"]
        titles.append(re.search(r"<title>(.*?)</title>", page)[1])
    assert len(set(titles)) == len(titles)


def words(page):
    """What a person reads: neither tags nor attributes."""
    return re.sub(r"<[^>]*>", " ", page)


def test_the_fresh_code_page_has_its_place():
    assert reverse("accounts:fresh_code") == FRESH_CODE
