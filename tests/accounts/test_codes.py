"""A mailed code: three tries, ten minutes, one use, one session."""

import threading

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory

from accounts.tries import spend_try
from tests.factories.accounts import user

from .entrance import (
    LANDING,
    LOGIN,
    LOGIN_CODE,
    SIGNUP,
    SIGNUP_CODE,
    ask_to_log_in,
    is_logged_in,
    last_code,
    log_in,
    wrong,
)


@pytest.fixture(params=["log_in", "sign_up"])
def door(request, db):
    """Each door: where a code is asked, what is sent to ask for it, where it is typed."""
    if request.param == "log_in":
        return LOGIN, {"login": user("personne@example.org").email}, LOGIN_CODE
    return SIGNUP, {"email": "personne@example.org"}, SIGNUP_CODE


def test_the_right_code_opens(client, door):
    path, data, code_page = door
    client.post(path, data)
    assert client.post(code_page, {"code": last_code("personne@example.org")})["Location"] == LANDING
    assert is_logged_in(client)


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code} "])
def test_capitals_dash_and_spaces_do_not_matter(client, known, typed):
    ask_to_log_in(client, known.email)
    client.post(LOGIN_CODE, {"code": typed(last_code(known.email))})
    assert is_logged_in(client)


def test_a_wrong_code_is_said_wrong_and_kept_in_the_form(client, door):
    path, data, code_page = door
    client.post(path, data)
    response = client.post(code_page, {"code": "BBBB-CCCC"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Ce code n’est pas le bon." in page
    assert 'value="BBBB-CCCC"' in page
    assert 'aria-invalid="true"' in page


def test_three_wrong_codes_kill_the_right_one(client, door):
    path, data, code_page = door
    client.post(path, data)
    code = last_code("personne@example.org")
    for _ in range(3):
        client.post(code_page, {"code": wrong(code)})
    client.post(code_page, {"code": code})
    assert not is_logged_in(client)


def test_the_third_failure_says_what_to_do(client, known):
    ask_to_log_in(client, known.email)
    for _ in range(3):
        response = client.post(LOGIN_CODE, {"code": "BBBB-CCCC"}, follow=True)
    assert "Demandez un nouveau code" in response.content.decode()
    assert response.redirect_chain[-1][0] == LOGIN


def test_a_thousand_tries_get_nowhere(client, known):
    ask_to_log_in(client, known.email)
    code = last_code(known.email)
    taken_seriously = 0
    for number in range(1_000):
        tried = code if number >= 3 else wrong(code)
        response = client.post(LOGIN_CODE, {"code": tried})
        taken_seriously += "Ce code n’est pas le bon." in response.content.decode()
        assert not is_logged_in(client)
    assert taken_seriously < 3


def test_tries_are_spent_even_by_requests_that_forget_the_session(client, known):
    """Parallel requests each read the session before any of them has written its failure."""
    ask_to_log_in(client, known.email)
    code = last_code(known.email)
    saved = dict(client.session)
    for _ in range(3):
        client.post(LOGIN_CODE, {"code": wrong(code)})
        session = client.session
        session.update(saved)
        session.save()
    client.post(LOGIN_CODE, {"code": code})
    assert not is_logged_in(client)


@pytest.mark.django_db(transaction=True)
def test_simultaneous_tries_share_one_count():
    cache.clear()
    request = RequestFactory().post("/")
    granted = []

    def spend():
        for _ in range(3):
            granted.append(spend_try(request, "one-code"))
        connection.close()

    threads = [threading.Thread(target=spend) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cache.clear()
    assert 1 <= sum(granted) <= 3


@pytest.mark.parametrize(("seconds", "opens"), [(599, True), (601, False)])
def test_a_code_lives_ten_minutes(client, door, clock, seconds, opens):
    path, data, code_page = door
    client.post(path, data)
    clock(seconds)
    client.post(code_page, {"code": last_code("personne@example.org")})
    assert is_logged_in(client) is opens


def test_an_expired_code_is_said_expired(client, door, clock):
    path, data, code_page = door
    client.post(path, data)
    clock(601)
    response = client.post(code_page, {"code": last_code("personne@example.org")}, follow=True)
    assert response.redirect_chain[-1][0] == LOGIN
    assert "Ce code a expiré. Demandez-en un autre." in response.content.decode()


@pytest.mark.parametrize("seconds", [-86_400, 86_400])
def test_a_clock_set_wrong_revives_no_code(client, door, clock, seconds):
    path, data, code_page = door
    client.post(path, data)
    clock(seconds)
    client.post(code_page, {"code": last_code("personne@example.org")})
    assert not is_logged_in(client)


def test_a_code_serves_once(client, known):
    ask_to_log_in(client, known.email)
    code = last_code(known.email)
    client.post(LOGIN_CODE, {"code": code})
    client.post("/compte/deconnexion/")
    ask_to_log_in(client, known.email)
    client.post(LOGIN_CODE, {"code": code})
    assert not is_logged_in(client)


def test_a_code_serves_in_the_session_that_asked_for_it(client, known):
    ask_to_log_in(client, known.email)
    other = Client()
    ask_to_log_in(other, user("autre@example.org").email)
    other.post(LOGIN_CODE, {"code": last_code(known.email)})
    assert not is_logged_in(other)
    stranger = Client()
    assert stranger.post(LOGIN_CODE, {"code": last_code(known.email)}).status_code == 302
    assert not is_logged_in(stranger)


def test_codes_to_one_address_are_counted(known):
    answers = []
    for number in range(5):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        answers.append(ask_to_log_in(client, known.email).status_code)
    assert answers == [302, 302, 302, 200, 200]


def test_a_room_full_of_people_logs_in_at_once(db):
    """Forty people share the network address of the meeting room."""
    for number in range(40):
        assert log_in(Client(), user(f"participante{number}@example.org").email)["Location"] == LANDING


def test_preset_session_is_left_behind_and_a_closed_one_is_refused(client, known):
    client.get(LOGIN)
    ask_to_log_in(client, known.email)
    preset = client.cookies["sessionid"].value
    client.post(LOGIN_CODE, {"code": last_code(known.email)})
    granted = client.cookies["sessionid"].value
    assert granted != preset
    intruder = Client()
    intruder.cookies["sessionid"] = preset
    assert not is_logged_in(intruder)
    client.post("/compte/deconnexion/")
    replay = Client()
    replay.cookies["sessionid"] = granted
    assert replay.get("/compte/").status_code == 302
