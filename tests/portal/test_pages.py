"""The pages that every site owes: accessibility, privacy, legal notices, and what robots are told."""

import re

import pytest
from django.test import Client

from .page import Page

pytestmark = pytest.mark.django_db

PAGES = ["/accessibilite/", "/confidentialite/", "/mentions-legales/"]


@pytest.fixture
def operator(settings):
    settings.PORTAL_OPERATOR = {
        name: f"«{name}»" if name not in ("email", "dpo") else f"{name}@structure.example"
        for name in settings.PORTAL_OPERATOR
    }
    return settings.PORTAL_OPERATOR


@pytest.mark.parametrize("path", PAGES)
def test_anybody_reads_it_without_a_cookie(client, path):
    response = client.get(path)
    page = Page(response)
    assert response.status_code == 200
    assert page.lang == "fr"
    assert page.has_main
    assert len(page.h1) == 1
    assert not response.cookies
    assert response["Cache-Control"].startswith("public")


@pytest.mark.parametrize("path", PAGES)
def test_every_footer_leads_to_it(client, path):
    for other in [*PAGES, "/", "/nulle-part/"]:
        assert path in Page(client.get(other)).links


@pytest.mark.parametrize("path", PAGES)
def test_it_is_only_read(client, path):
    assert client.post(path).status_code == 405


def test_accessibility_claims_nothing_that_nobody_audited(client, operator):
    page = Page(client.get("/accessibilite/"))
    assert "non conforme" in page.h1[0]
    assert "% des critères" not in page.text
    assert operator["email"] in page.text
    assert "Défenseur des droits" in page.text


def test_privacy_says_each_thing_once(client):
    headings = re.findall(r"<h[23][^>]*>(.*?)</h[23]>", client.get("/confidentialite/").text)
    assert len(headings) > 5
    assert sorted(set(headings)) == sorted(headings)


def test_privacy_names_who_answers_and_every_cookie(client, operator, settings):
    page = Page(client.get("/confidentialite/"))
    for name in ("name", "address", "dpo", "host_name"):
        assert operator[name] in page.text
    assert settings.SESSION_COOKIE_NAME in page.text
    assert settings.CSRF_COOKIE_NAME in page.text
    assert "CNIL" in page.text


def test_the_cookies_named_are_the_only_ones(client, settings):
    """What the privacy page says, tried on the log-in form."""
    client.get("/compte/connexion/")
    assert set(client.cookies) <= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


def test_a_demonstration_warns_before_anything_real_is_typed(settings):
    warning = "N’y saisissez rien de réel"
    assert warning not in Client().get("/confidentialite/").text
    settings.PORTAL_DEMO = True
    assert warning in Client().get("/confidentialite/").text


def test_legal_notices_name_publisher_and_host(client, operator):
    text = Page(client.get("/mentions-legales/")).text
    for name in ("name", "address", "phone", "email", "director", "host_name", "host_address", "host_phone"):
        assert operator[name] in text


def test_legal_notices_name_the_licences(client):
    text = Page(client.get("/mentions-legales/")).text
    for licence in ("AGPL", "licence de leur source", "Licence Ouverte", "IGN"):
        assert licence in text


def test_robots_may_read_public_pages_only(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Disallow: /compte/" in response.text.splitlines()
    assert "Disallow: /" not in response.text.splitlines()
    assert response["Cache-Control"] == "public, max-age=3600"


def test_a_demonstration_is_found_by_nobody(client, settings):
    settings.PORTAL_DEMO = True
    assert "Disallow: /" in client.get("/robots.txt").text.splitlines()
    assert client.get("/accessibilite/")["X-Robots-Tag"] == "noindex"


def test_the_favicon_is_where_browsers_look_for_it(client):
    response = client.get(client.get("/favicon.ico")["Location"])
    assert response["Content-Type"] == "image/svg+xml"
    assert b"<svg" in response.getvalue()
    response.close()
