import hashlib

import pytest
from django.urls import reverse

from tests.factories import charter as made

pytestmark = pytest.mark.django_db


def test_the_version_in_force_says_so(client, version):
    text = client.get(version.get_absolute_url()).text
    assert "Cette version est celle en vigueur." in text
    assert "Ce que dit l’article 2." in text


def test_a_replaced_version_stays_readable_and_names_the_one_after_it(client, version):
    assert "en vigueur" in client.get(version.get_absolute_url()).text
    second = made.version(version.charter)
    text = client.get(version.get_absolute_url()).text
    assert "Cette version a été remplacée." in text
    assert second.get_absolute_url() in text


def test_a_draft_is_not_there(client):
    draft = made.draft()
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(reverse("charter:version_text", args=[draft.pk])).status_code == 404


def test_the_exact_text_gives_the_digest(client, version):
    answer = client.get(reverse("charter:version_text", args=[version.pk]))
    assert hashlib.sha256(answer.content).hexdigest() == version.digest
    assert answer["Content-Type"] == "application/json; charset=utf-8"
