"""The portal's own pages, as browsers and shared caches may keep them."""

import pytest
from django.test import Client

from tests.factories.accounts import user
from tests.support.shared_cache import SharedCache

pytestmark = pytest.mark.django_db

PUBLIC = ["/accessibilite/", "/confidentialite/", "/mentions-legales/"]
PRIVATE = ["/compte/", "/compte/connexion/", "/nulle-part/", "/sante/"]


@pytest.mark.parametrize("path", PRIVATE)
@pytest.mark.parametrize("logged_in", [False, True])
def test_no_private_page_is_kept_by_anybody(client, path, logged_in):
    if logged_in:
        client.force_login(user())
    response = client.get(path)
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_follows_log_in_and_log_out(client, path):
    """The same address, three times: nobody, somebody, nobody."""
    before = client.get(path)
    assert "Se connecter" in before.text
    client.force_login(user())
    during = client.get(path, headers={"If-None-Match": before["ETag"]})
    assert during.status_code == 200
    assert "Se connecter" not in during.text
    assert during["Cache-Control"] == "private, no-store"
    client.logout()
    assert client.get(path).content == before.content
    assert client.get(path, headers={"If-None-Match": before["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", PUBLIC)
def test_a_shared_cache_never_hands_one_person_the_page_of_another(path):
    cache, browser = SharedCache(), Client()
    browser.force_login(user())
    mine = {"Cookie": f"sessionid={browser.cookies['sessionid'].value}"}
    for headers, connected in [({}, False), (mine, True), ({}, False), (mine, True), ({}, False)]:
        assert ("Se connecter" not in cache.get(path, headers).text) is connected
    assert cache.reused == 2


def test_static_files_and_robots_keep_their_own_rule(client):
    assert client.get("/robots.txt")["Cache-Control"] == "public, max-age=3600"
