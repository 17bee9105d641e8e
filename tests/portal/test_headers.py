"""Security headers, on production's settings: on every answer, and all that the Observatory asks for."""

import runpy

import pytest
from django.test import Client

from . import observatory
from .page import Page
from .production import ENVIRONMENT

pytestmark = pytest.mark.django_db

HOST = "portail.example.org"
PREFIXES = (
    "SECURE_",
    "SESSION_COOKIE_",
    "CSRF_COOKIE_",
    "CSRF_TRUSTED",
    "X_FRAME",
    "CONTENT_SECURITY",
    "ALLOWED_HOSTS",
)
PAGES = [
    "/",
    "/accessibilite/",
    "/carte/",
    "/compte/connexion/",
    "/compte/inscription/",
    "/nulle-part/",
    "/compte/",
]


@pytest.fixture
def production(settings, monkeypatch):
    """What production says about headers, cookies and hosts, over the test database."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    for name, value in runpy.run_module("portal.settings.production").items():
        if name.startswith(PREFIXES):
            setattr(settings, name, value)
    return Client(headers={"Host": HOST})


def over_https(client, path):
    return client.get(path, headers={"X-Forwarded-Proto": "https"})


@pytest.mark.parametrize("path", PAGES)
def test_the_observatory_gives_all_the_points_that_a_page_can_have(production, path):
    """145 is the most there is: 5 of them need a cookie to protect, 5 a script to vouch for."""
    response, redirection = over_https(production, path), production.get(path)
    scripts = [] if response.status_code == 302 else Page(response).scripts
    given = observatory.points(response, redirection, scripts)
    available = 145 - (0 if response.cookies else 5) - (0 if scripts else 5)
    assert observatory.score(given) == available, given


def test_the_score_is_lost_where_it_should_be(production):
    """The scale itself: each thing taken away costs what the published table says."""
    response, redirection = over_https(production, "/accessibilite/"), production.get("/")

    def points(name, **headers):
        changed = over_https(production, "/accessibilite/")
        for header, value in headers.items():
            changed[header.replace("_", "-")] = value
        return observatory.points(changed, redirection, [])[name]

    policy = response["Content-Security-Policy"]
    csp = "content-security-policy"
    assert points(csp) == 10
    assert (
        points(csp, Content_Security_Policy=policy.replace("default-src 'none'", "default-src 'self'")) == 5
    )
    assert (
        points(csp, Content_Security_Policy=policy.replace("style-src 'self'", "style-src 'unsafe-inline'"))
        == 0
    )
    assert (
        points(csp, Content_Security_Policy=policy.replace("script-src 'self'", "script-src 'unsafe-inline'"))
        == -20
    )
    assert points(csp, Content_Security_Policy="") == -25
    assert points("strict-transport-security", Strict_Transport_Security="max-age=300") == -10
    assert points("x-content-type-options", X_Content_Type_Options="") == -5
    assert points("referrer-policy", Referrer_Policy="unsafe-url") == -5
    assert points("cross-origin-resource-policy", Cross_Origin_Resource_Policy="cross-origin") == 0
    assert observatory.points(response, redirection, [{"src": "/static/a.js"}])["subresource-integrity"] == 0
    assert (
        observatory.points(response, redirection, [{"src": "https://cdn.example/a.js"}])[
            "subresource-integrity"
        ]
        == -50
    )
    assert observatory.points(response, response, [])["redirection"] == -20


@pytest.mark.parametrize("path", PAGES)
def test_nothing_inline_and_nothing_foreign_may_run(production, path):
    policy = observatory.directives(over_https(production, path))
    assert policy["default-src"] == {"'none'"}
    assert policy["form-action"] == {"'self'"}
    assert policy["base-uri"] == policy["frame-ancestors"] == policy["object-src"] == {"'none'"}
    sources = set().union(*policy.values())
    assert sources == {"'self'", "'none'", "data:"}
    assert policy["img-src"] == {"'self'", "data:"}


@pytest.mark.parametrize("path", [*PAGES, "/robots.txt", "/sante/", "/static/css/portal.css"])
def test_every_answer_carries_the_headers(production, path):
    response = over_https(production, path)
    response.close()
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]
    assert response["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    if not path.startswith("/static/"):
        assert response["X-Frame-Options"] == "DENY"


def test_a_page_from_memory_and_a_304_carry_them_too(production):
    first, second = over_https(production, "/accessibilite/"), over_https(production, "/accessibilite/")
    assert dict(first.items()) == dict(second.items())
    headers = {"X-Forwarded-Proto": "https", "If-None-Match": first["ETag"]}
    not_modified = production.get("/accessibilite/", headers=headers)
    assert not_modified.status_code == 304
    for name in ("Content-Security-Policy", "Strict-Transport-Security", "ETag", "Cache-Control", "Vary"):
        assert not_modified[name] == first[name]


def test_cookies_are_bound_to_the_host_and_to_https(production):
    https = {"X-Forwarded-Proto": "https"}
    asked = over_https(production, "/compte/connexion/")
    typed = {"login": "personne@example.org", "email": "personne@example.org"}
    sent = production.post("/compte/connexion/", typed, headers=https)
    token, session = asked.cookies["__Host-csrf"], sent.cookies["__Host-session"]
    for cookie in (token, session):
        assert cookie["secure"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]
    assert session["httponly"]


def test_plain_http_is_sent_to_https_except_for_health(production):
    response = production.get("/accessibilite/")
    assert response.status_code == 301
    assert response["Location"] == f"https://{HOST}/accessibilite/"
    assert production.get("/sante/").status_code == 200


def test_a_foreign_host_is_not_redirected_to(production):
    response = production.get("/accessibilite/", headers={"Host": "evil.example"})
    assert response.status_code == 400
