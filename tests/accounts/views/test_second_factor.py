"""Enrolling an application, entering with it, leaving it: each step behind a fresh code."""

import base64
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from tests.accounts.entrance import (
    ACTIVATE,
    FRESH_CODE,
    LANDING,
    LOGIN,
    SECOND_FACTOR,
    is_logged_in,
    last_mail,
    log_in,
)
from tests.accounts.totp import code_of, enrol, enrol_by_hand, is_enrolled, secret_shown

AUTHENTICATE = reverse("mfa_authenticate")
REAUTHENTICATE = reverse("mfa_reauthenticate")
DEACTIVATE = reverse("mfa_deactivate_totp")
CODES = reverse("mfa_view_recovery_codes")
GENERATE = reverse("mfa_generate_recovery_codes")
DOWNLOAD = reverse("mfa_download_recovery_codes")
GUARDED = [ACTIVATE, DEACTIVATE, CODES, GENERATE, DOWNLOAD]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_step_asks_for_a_fresh_code(client, known, path, method):
    client.force_login(known)
    assert getattr(client, method)(path)["Location"].startswith(FRESH_CODE)


@pytest.mark.parametrize("path", [SECOND_FACTOR, REAUTHENTICATE, *GUARDED])
def test_every_step_is_private(client, path):
    assert client.get(path)["Location"].startswith(LOGIN)


def test_enrol_an_application(client, known, committed):
    log_in(client, known.email)
    assert "application de codes" in client.get(ACTIVATE).content.decode()
    assert client.post(ACTIVATE, {"action": "begin"})["Location"] == ACTIVATE
    with committed():
        response = client.post(ACTIVATE, {"code": code_of(secret_shown(client))})
    assert response["Location"] == CODES
    assert is_enrolled(known)
    # The codes are shown at once, without asking for the application again.
    page = client.get(CODES).content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", page)) == 10
    assert last_mail(known.email).subject == "Double authentification activée"
    state = client.get(SECOND_FACTOR).content.decode()
    assert "10 encore utilisables" in state


def test_showing_the_secret_again_does_not_change_it_and_a_wrong_code_neither(client, known):
    log_in(client, known.email)
    client.post(ACTIVATE, {"action": "begin"})
    secret = secret_shown(client)
    assert secret_shown(client) == secret
    response = client.post(ACTIVATE, {"code": "abcdef"})
    assert response.status_code == 200
    assert "Ce code n’est pas le bon." in response.content.decode()
    assert secret in response.content.decode()
    assert not is_enrolled(known)


def test_the_drawing_can_be_read_on_a_dark_page(client, known):
    log_in(client, known.email)
    client.post(ACTIVATE, {"action": "begin"})
    (drawing,) = re.findall(
        r'src="data:image/svg\+xml;base64,([^"]+)"', client.get(ACTIVATE).content.decode()
    )
    assert b'<rect fill="white"' in base64.b64decode(drawing)


def test_another_secret_can_be_drawn(client, known):
    log_in(client, known.email)
    client.post(ACTIVATE, {"action": "begin"})
    first = secret_shown(client)
    client.post(ACTIVATE, {"action": "begin"})
    assert secret_shown(client) != first


def test_a_code_before_any_secret_enrols_nothing(client, known):
    log_in(client, known.email)
    assert client.post(ACTIVATE, {"code": "123456"})["Location"] == ACTIVATE
    assert not is_enrolled(known)


def test_opening_the_pages_writes_nothing(client, known, committed):
    log_in(client, known.email)
    client.get("/")
    before = dict(client.session)
    client.get(ACTIVATE)
    assert dict(client.session) == before
    with committed():
        enrol_by_hand(client)
    rows = list(Authenticator.objects.values())
    client.get(CODES)
    client.get(DOWNLOAD)
    assert list(Authenticator.objects.values()) == rows


def test_entering_takes_the_application_too(client, known):
    secret = enrol(known)
    assert log_in(client, known.email)["Location"] == AUTHENTICATE
    assert not is_logged_in(client)
    assert client.get("/compte/")["Location"].startswith(LOGIN)
    assert client.post(AUTHENTICATE, {"code": code_of(secret)})["Location"] == LANDING
    assert is_logged_in(client)


def test_the_way_in_does_not_forget_where_one_was_going(client, known):
    secret = enrol(known)
    client.post(LOGIN, {"login": known.email, "next": "/compte/"})
    code = last_mail(known.email).body.split("\n\n")[1]
    client.post("/compte/connexion/code/", {"code": code, "next": "/compte/"})
    assert client.post(AUTHENTICATE, {"code": code_of(secret)})["Location"] == "/compte/"


def test_a_code_of_the_application_serves_once(client, known):
    secret = enrol(known)
    code = code_of(secret)
    log_in(client, known.email)
    client.post(AUTHENTICATE, {"code": code})
    other = Client()
    log_in(other, known.email)
    other.post(AUTHENTICATE, {"code": code})
    assert not is_logged_in(other)


def test_the_application_is_tried_five_times(client, known):
    secret = enrol(known)
    log_in(client, known.email)
    for _ in range(5):
        client.post(AUTHENTICATE, {"code": "abcdef"})
    response = client.post(AUTHENTICATE, {"code": code_of(secret)})
    assert not is_logged_in(client)
    assert "Trop d’essais" in response.content.decode()


def test_a_recovery_code_stands_in_once(client, known):
    enrol(known)
    wrapper = Authenticator.objects.get(user=known, type=Authenticator.Type.RECOVERY_CODES).wrap()
    code = wrapper.get_unused_codes()[0]
    log_in(client, known.email)
    client.post(AUTHENTICATE, {"code": code})
    assert is_logged_in(client)
    other = Client()
    log_in(other, known.email)
    other.post(AUTHENTICATE, {"code": code})
    assert not is_logged_in(other)


@pytest.mark.parametrize("path", [DEACTIVATE, CODES, GENERATE, DOWNLOAD])
def test_touching_the_second_factor_asks_for_it_again(client, known, path):
    secret = enrol(known)
    # A recovery code at the door, so that the application's code of this half-minute is still to be used.
    codes = Authenticator.objects.get(user=known, type=Authenticator.Type.RECOVERY_CODES).wrap()
    log_in(client, known.email)
    client.post(AUTHENTICATE, {"code": codes.get_unused_codes()[0]})
    response = client.get(path)
    assert response["Location"].startswith(REAUTHENTICATE)
    assert client.get(response["Location"]).status_code == 200
    assert client.post(response["Location"], {"code": code_of(secret)})["Location"] == path
    assert client.get(path).status_code == 200


@pytest.fixture
def confirmed(client, known, committed):
    """Logged in with both factors, and the second one confirmed a moment ago."""
    log_in(client, known.email)
    with committed():
        enrol_by_hand(client)
    return known


def test_deactivate(client, confirmed):
    assert "Désactiver" in client.get(DEACTIVATE).content.decode()
    assert is_enrolled(confirmed)
    assert client.post(DEACTIVATE)["Location"] == SECOND_FACTOR
    assert not Authenticator.objects.exists()
    assert last_mail(confirmed.email).subject == "Double authentification désactivée"
    assert client.post(DEACTIVATE).status_code == 404


def test_new_recovery_codes_replace_the_old_ones(client, confirmed, committed):
    before = client.get(DOWNLOAD).content
    assert client.get(GENERATE).status_code == 200
    with committed():
        assert client.post(GENERATE)["Location"] == CODES
    response = client.get(DOWNLOAD)
    assert response["Content-Type"].startswith("text/plain")
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert response.content != before
    assert last_mail(confirmed.email).subject == "Nouveaux codes de secours"


def test_recovery_codes_without_a_second_factor_do_not_exist(client, known):
    log_in(client, known.email)
    assert client.get(CODES).status_code == 404
    assert client.get(DOWNLOAD).status_code == 404
    response = client.post(GENERATE)
    assert response.status_code == 200
    assert not Authenticator.objects.exists()


def test_the_second_step_cannot_be_opened_first(client):
    assert client.get(AUTHENTICATE)["Location"] == LOGIN
    assert client.post(AUTHENTICATE, {"code": "123456"})["Location"] == LOGIN
