"""What the portal holds about somebody, as a file."""

import json

import pytest

from accounts import personal
from tests.accounts.totp import enrol

DATA = "/compte/donnees/"

pytestmark = pytest.mark.django_db


def test_it_is_a_file_that_no_cache_keeps(client, known):
    client.force_login(known)
    response = client.get(DATA)
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="mes-donnees.json"'
    assert "no-store" in response["Cache-Control"]
    assert json.loads(response.content)["account"]["email"] == known.email


def test_it_is_private(client):
    assert client.get(DATA)["Location"] == f"/compte/connexion/?next={DATA}"


def test_it_says_that_there_is_a_second_factor_and_not_its_secret(client, known):
    enrol(known)
    client.force_login(known)
    text = client.get(DATA).text
    assert "totp" in text
    assert "secret" not in text
    assert "seed" not in text


def test_it_holds_each_part_that_holds_something(client, known, monkeypatch):
    class Part:
        key, name = "shoes", "Vos chaussures"

        def __init__(self, held):
            self.held = held

        def collect(self, user):
            return self.held

        def erase(self, user): ...

    monkeypatch.setattr(personal, "_parts", {})
    client.force_login(known)
    personal.register(Part(["brodequins été"]))
    response = client.get(DATA)
    assert json.loads(response.content)["shoes"] == ["brodequins été"]
    assert "été" in response.text
    assert "Vos chaussures" in client.get("/compte/").text
    personal.register(Part([]))
    assert "shoes" not in json.loads(client.get(DATA).content)
    assert "Vos chaussures" not in client.get("/compte/").text


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_only_shows(client, known, method):
    client.force_login(known)
    assert getattr(client, method)(DATA).status_code == 405
