import pytest

from tests.accounts.entrance import LOGIN, is_logged_in
from tests.accounts.totp import enrol

PROFILE = "/compte/"
LOGOUT = "/compte/deconnexion/"

pytestmark = pytest.mark.django_db


def test_it_shows_ones_address_and_whether_a_second_factor_is_on(client, known):
    client.force_login(known)
    page = client.get(PROFILE).content.decode()
    assert known.email in page
    assert "Non activée" in page
    enrol(known)
    assert "Non activée" not in client.get(PROFILE).content.decode()


def test_it_is_private(client):
    assert client.get(PROFILE)["Location"] == f"{LOGIN}?next={PROFILE}"


def test_it_is_never_kept_by_a_cache(client, known):
    client.force_login(known)
    assert "no-store" in client.get(PROFILE)["Cache-Control"]


def test_logging_out_is_a_post(client, known):
    client.force_login(known)
    assert client.get(LOGOUT).status_code == 200
    assert is_logged_in(client)
    response = client.post(LOGOUT, follow=True)
    assert not is_logged_in(client)
    assert "Déconnexion réussie." in response.content.decode()
    assert client.post(LOGOUT)["Location"] == "/"


def test_htmx_without_a_session_is_taken_to_the_log_in_page(client):
    response = client.get(
        "/compte/double-authentification/",
        headers={
            "HX-Request": "true",
            "HX-Target": "x",
            "HX-Current-URL": "http://testserver/journees/3/?a=b",
        },
    )
    assert response.status_code == 200
    assert response["HX-Redirect"] == f"{LOGIN}?next=%2Fjournees%2F3%2F%3Fa%3Db"
    assert response.content == b""


def test_htmx_from_another_site_comes_back_home(client):
    response = client.get(
        PROFILE, headers={"HX-Request": "true", "HX-Current-URL": "https://evil.example/journees/3/"}
    )
    assert response["HX-Redirect"] == f"{LOGIN}?next=%2F"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_only_shows(client, known, method):
    client.force_login(known)
    assert getattr(client, method)(PROFILE).status_code == 405
