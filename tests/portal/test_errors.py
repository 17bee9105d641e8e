"""Something is refused or fails: a page in French that says what to do, and nothing typed is lost."""

import re
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.signals import request_started
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.views import errors
from portal.wsgi import application
from tests.factories import cycle as make
from tests.factories.accounts import user

from . import error_urls
from .page import Page

pytestmark = [pytest.mark.urls("tests.portal.error_urls"), pytest.mark.django_db]

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def client():
    """A browser: failures come back as pages, forms need their token."""
    error_urls.RECEIVED.clear()
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def with_token(client):
    """What a form of ours would post, its token included."""
    token = "a" * 32
    client.cookies["csrftoken"] = token
    return {"csrfmiddlewaretoken": token}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?a=%00", 400),
        ("/panne/interdit/", 403),
        ("/nulle-part/", 404),
        ("/panne/bogue/", 500),
        ("/panne/verrou/", 503),
        ("/panne/coupure/", 503),
        ("/panne-publique/verrou/", 503),
    ],
)
def test_each_refusal_and_failure_is_a_page_in_french_with_a_way_on(client, path, status):
    response = client.get(path)
    page = Page(response)
    assert response.status_code == status
    assert page.lang == "fr"
    assert page.has_main
    assert len(page.h1) == 1
    assert f"Erreur {status}" in page.text
    assert "/" in page.links
    assert "/accessibilite/" in page.links
    assert response.get("Cache-Control", "private, no-store") == "private, no-store"


@pytest.mark.parametrize("somebody", [False, True])
@pytest.mark.parametrize("path", ["/panne/interdit/", "/nulle-part/"])
def test_who_is_logged_in_and_who_is_not_are_told_different_things(client, path, somebody):
    if somebody:
        client.force_login(user())
    assert ("/compte/connexion/" in Page(client.get(path)).links) is not somebody


@pytest.mark.parametrize("how", ["bogue", "verrou"])
def test_a_failure_is_told_without_the_database(client, how):
    client.force_login(user())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(f"/panne/{how}/")
    written = [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]
    assert written == []
    anonymous = Client(raise_request_exception=False)
    with CaptureQueriesContext(connection) as queries:
        anonymous.get(f"/panne/{how}/")
    assert len(queries) == 0


def test_a_busy_database_says_when_to_come_back(client):
    response = client.get("/panne/verrou/")
    assert int(response["Retry-After"]) > 0
    assert "/panne/verrou/" in Page(response).links


def test_the_database_may_be_busy_before_the_view(client, monkeypatch):
    """Somebody's session is read by a middleware: that failure is a 503 as well."""
    client.force_login(user())

    def locked(*args, **kwargs):
        raise error_urls.OperationalError("database is locked")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", locked)
    assert client.get("/compte/").status_code == 503
    monkeypatch.setattr("support.public_pages.middleware.versions", locked)
    assert Client(raise_request_exception=False).get("/accessibilite/").status_code == 503


@pytest.mark.django_db(transaction=True)
def test_a_lock_not_had_in_time_is_told_and_the_second_try_succeeds(client):
    """A real lock, held by somebody else on a connection of their own."""
    client.post("/ecrire/", with_token(client))
    other = connection.copy()
    if connection.vendor == "sqlite":
        holding, patience = "BEGIN IMMEDIATE", "PRAGMA busy_timeout = 50"
    else:
        holding, patience = "BEGIN; UPDATE support_publicscope SET version = 1", "SET lock_timeout = '50ms'"
    try:
        with other.cursor() as theirs, connection.cursor() as ours:
            theirs.execute(holding)
            ours.execute(patience)
            refused = client.post("/ecrire/", with_token(client) | {"message": "Bonjour"})
            theirs.execute("ROLLBACK")
        assert refused.status_code == 503
        page = Page(refused)
        assert page.inputs["message"] == ["Bonjour"]
        assert client.post(page.actions[0], page.inputs).text == "écrit"
    finally:
        other.close()
        connection.close()


def test_a_busy_database_gives_back_what_was_typed_and_one_button_sends_it(client):
    typed = {"message": ["Bonjour,\n<b>deux</b> lignes"], "jours": ["1", "2"], "vide": [""]}
    response = client.post("/panne/verrou/?retour=1", with_token(client) | typed)
    page = Page(response)
    assert response.status_code == 503
    assert page.actions == ["/panne/verrou/?retour=1"]
    assert {name: page.inputs[name] for name in typed} == typed
    assert "<b>deux</b>" not in response.text
    again = client.post("/formulaire/", page.inputs)
    assert again.status_code == 200
    assert error_urls.RECEIVED[0].getlist("jours") == ["1", "2"]


def test_a_bug_shows_what_was_typed_but_does_not_offer_to_send_it_twice(client):
    page = Page(client.post("/panne/bogue/", with_token(client) | {"message": "Bonjour"}))
    assert "Bonjour" in page.text
    assert page.actions == []


def test_a_session_that_ended_loses_nothing_typed(client):
    """No JavaScript: the form comes back, one logs in elsewhere, sends it again and it arrives."""
    place = make.cycle()
    make.membership(place, team := user(), "facilitator")
    address = f"/cycles/{place.slug}/animation/journee/"
    make.phase(place)
    typed = {
        "title": ["Nos <b>valeurs</b>"],
        "description": ["Un long texte,\nsur deux lignes."],
        "themes": ["1", "2"],
    }
    answer = client.post(address, with_token(client) | typed)
    page = Page(answer)
    assert answer.status_code == 403
    assert page.h1 == ["Connectez-vous, puis renvoyez"]
    assert page.actions == [address]
    assert {name: page.inputs[name] for name in typed} == typed
    assert "<b>valeurs</b>" not in answer.text
    client.force_login(team)
    client.cookies["csrftoken"] = "b" * 32
    again = client.post(address, page.inputs, headers=OURS)
    reread = Page(again)
    assert again.status_code == 403
    assert reread.actions == [address]
    arrived = client.post(address, reread.inputs)
    assert arrived.status_code == 200
    assert arrived.context["form"]["title"].value() == "Nos <b>valeurs</b>"


def test_a_session_that_ended_under_htmx_shows_the_whole_page(client):
    headers = {"HX-Request": "true", "HX-Target": "x", "HX-Current-URL": "http://testserver/compte/?a=b"}
    answer = client.post("/compte/", with_token(client) | {"message": "Bonjour"}, headers=headers)
    assert (answer.status_code, answer["HX-Retarget"]) == (200, "body")
    assert "HX-Redirect" not in answer
    assert Page(answer).inputs["message"] == ["Bonjour"]


def test_a_session_that_ended_gives_back_the_short_fields_beside_a_very_long_one(client):
    typed = with_token(client) | {"name": "La Halle", "outline": "x" * 100_001}
    page = Page(client.post("/compte/", typed))
    assert page.h1 == ["Votre session a pris fin"]
    assert page.actions == []
    assert "La Halle" in page.text
    assert "xxx" not in page.text
    assert "le bouton « Retour » de votre navigateur y ramène" in page.text
    # Read first, left afterwards.
    assert page.text.index("La Halle") < page.text.rindex("Se connecter")


@pytest.mark.parametrize(
    ("referer", "leads_to"),
    [
        ("http://testserver/compte/donnees/?a=b", "/compte/donnees/?a=b"),
        ("http://testserver//ailleurs.example/", "/"),
        ("http://testserver.example/compte/", "/"),
        ("https://ailleurs.example/", "/"),
        ("", "/"),
    ],
)
def test_a_button_pressed_after_the_session_ended_leads_back_to_its_page(client, referer, leads_to):
    answer = client.post("/compte/", with_token(client), headers={"Referer": referer})
    wanted = f"/compte/connexion/?{urlencode({'next': leads_to})}"
    assert wanted in Page(answer).links
    assert Page(answer).actions == []


def test_a_code_typed_after_the_session_ended_is_not_shown(client):
    answer = client.post("/compte/", with_token(client) | {"code": "ABCD-EFGH", "message": "Bonjour"})
    assert "ABCD-EFGH" not in answer.text
    assert "Bonjour" in answer.text


@pytest.mark.parametrize("secret", sorted(errors.SECRETS - {errors.TOKEN}))
def test_codes_and_passwords_are_never_shown_again(client, secret):
    response = client.post("/panne/verrou/", with_token(client) | {"message": "Bonjour", secret: "ABCD-EFGH"})
    assert "ABCD-EFGH" not in response.text
    assert "Bonjour" in response.text
    assert Page(response).actions == []


def test_a_file_cannot_be_given_back_so_the_words_are_to_copy(client, tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("notes")
    with file.open() as opened:
        response = client.post("/panne/verrou/", with_token(client) | {"message": "Bonjour", "piece": opened})
    assert "Bonjour" in response.text
    assert Page(response).actions == []


def test_a_very_long_text_is_not_sent_back(client):
    response = client.post("/panne/verrou/", with_token(client) | {"message": "x" * 100_001})
    assert response.status_code == 503
    assert len(response.content) < 10_000


def test_if_even_the_page_fails_a_few_words_remain(client, monkeypatch):
    def fail(*args, **kwargs):
        raise ValueError("no template")

    monkeypatch.setattr(errors, "render_to_string", fail)
    response = client.get("/panne/verrou/")
    assert response.status_code == 503
    assert "Réessayez" in response.text


# The form that came without its token


def test_a_form_of_ours_without_its_token_can_be_sent_again_as_it_was(client):
    typed = {"message": ["Un long\ntexte"], "choix": ["a", "b"]}
    response = client.post("/formulaire/", typed, headers=OURS)
    page = Page(response)
    assert response.status_code == 403
    assert page.actions == ["/formulaire/"]
    assert {name: page.inputs[name] for name in typed} == typed
    assert client.post("/formulaire/", page.inputs, headers=OURS).status_code == 200
    assert error_urls.RECEIVED[0].getlist("choix") == ["a", "b"]


def test_it_says_in_whose_name_the_form_will_leave(client):
    somebody = user()
    client.force_login(somebody)
    assert somebody.email in Page(client.post("/formulaire/", {"message": "x"}, headers=OURS)).text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/testserver"},
    ],
)
def test_another_site_cannot_put_its_words_one_button_away_from_being_accepted(client, headers):
    response = client.post("/formulaire/", {"message": "mots du dehors"}, headers=headers)
    assert response.status_code == 403
    assert "mots du dehors" not in response.text
    assert Page(response).actions == []
    assert error_urls.RECEIVED == []


def test_an_older_browser_proves_it_by_its_origin(client):
    response = client.post("/formulaire/", {"message": "x"}, headers={"Origin": "http://testserver"})
    assert Page(response).actions == ["/formulaire/"]


def test_sending_again_never_leaves_the_portal(client):
    response = client.post("//evil.example/formulaire/", {"message": "x"}, headers=OURS)
    assert not any(re.match(r"/[/\\]", action) for action in Page(response).actions)


# Input that no person types


@pytest.mark.parametrize(
    "path",
    [
        "/cherche/?q=%00",
        "/cherche/?a=%00=1",
        "/cherche/a%00b/",
        "/nulle%00part/",
        "/accessibilite/?x=%00",
    ],
)
def test_nul_characters_are_refused_in_an_address(client, path):
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("typed", [{"q": "a\0b"}, {"a\0b": "q"}])
def test_nul_characters_are_refused_in_a_form(client, typed):
    assert client.post("/cherche/", with_token(client) | typed).status_code == 400


def test_nul_characters_are_refused_in_a_cookie(client):
    assert client.get("/compte/", headers={"Cookie": "sessionid=abcdefgh\0"}).status_code == 400


def through_wsgi(**environ):
    """As gunicorn asks: the test client makes its requests in its own way."""
    setup_testing_defaults(environ)
    environ["HTTP_HOST"] = "testserver"
    told = []
    # Between requests Django closes a connection left inside a transaction: the test's own.
    request_started.disconnect(close_old_connections)
    try:
        body = b"".join(application(environ, lambda status, headers: told.append(status)))
    finally:
        request_started.connect(close_old_connections)
    return int(told[0][:3]), body.decode()


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("charset", ["hex", "rot13", "utf-16", "idna", "unknown", "iso-8859-1"])
def test_other_charsets_are_refused(method, charset):
    """Some of Python's codecs are no text encodings, and Django would fail before any of its middleware."""
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    status, body = through_wsgi(
        CONTENT_TYPE=kind, REQUEST_METHOD=method, QUERY_STRING="q=a", PATH_INFO="/cherche/"
    )
    assert status == 400
    assert "Erreur 400" in body


def test_too_many_parameters_are_refused_before_any_middleware_too():
    query = "&".join(f"champ{number}=1" for number in range(1_001))
    kind = "text/plain; charset=utf-8"
    assert through_wsgi(CONTENT_TYPE=kind, QUERY_STRING=query, PATH_INFO="/cherche/")[0] == 400


def test_forms_are_read_as_utf8():
    kind = "application/x-www-form-urlencoded; charset=UTF-8"
    status, body = through_wsgi(CONTENT_TYPE=kind, QUERY_STRING="q=%C3%A9", PATH_INFO="/cherche/")
    assert (status, body) == (200, "0")


@pytest.mark.parametrize(
    "path", ["/cherche/?q=%ff%fe", "/cherche/%ff%fe/", "/cherche/?q=%ED%A0%80", "/cherche/%F0%9F/"]
)
def test_broken_utf8_is_no_failure(client, path):
    assert client.get(path).status_code in (200, 400, 404)


@pytest.mark.parametrize("digits", [10, 20, 100, 5_000])
def test_a_huge_number_in_an_address_is_nobody(client, digits):
    response = client.get(f"/numero/{'9' * digits}/")
    assert response.status_code == 404 or response.content == b"0"


def test_too_many_fields_are_refused(client):
    fields = {f"champ{number}": "1" for number in range(1_001)}
    assert client.post("/formulaire/", with_token(client) | fields).status_code == 400
    assert client.get("/cherche/", fields).status_code == 400


def test_a_form_too_long_to_read_is_refused(client, settings):
    body = "message=" + "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    response = client.generic("POST", "/formulaire/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "volumineux" in Page(response).text


def test_a_request_larger_than_allowed_is_refused_unread(client, settings):
    settings.MAX_REQUEST_BYTES = 1_000
    response = client.post("/formulaire/", {"message": "x" * 1_000})
    assert response.status_code == 413
    assert "volumineux" in Page(response).text
    assert error_urls.RECEIVED == []


@pytest.mark.parametrize("length", ["", "abc", "-1"])
def test_a_nonsense_length_is_no_failure(client, length):
    response = client.generic("POST", "/formulaire/", b"q=a", CONTENT_LENGTH=length)
    assert response.status_code in (400, 403)


def test_a_broken_multipart_form_is_refused(client):
    kind = "multipart/form-data; boundary=" + "x" * 300
    assert client.generic("POST", "/formulaire/", b"--x", content_type=kind).status_code in (400, 403)
