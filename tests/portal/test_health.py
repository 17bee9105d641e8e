"""`/sante/` tells a load balancer the truth, and nobody a secret."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from portal.views import health
from support import outbox
from support.outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget(monkeypatch):
    monkeypatch.setattr(health, "_seen_applied", False)


def test_a_portal_that_works_says_so(client):
    response = client.get("/sante/")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "mail_waiting_seconds": 0,
    }
    assert response["Cache-Control"] == "private, no-store"


def test_it_needs_no_session_and_few_queries(client, django_assert_max_num_queries):
    client.get("/sante/")
    with django_assert_max_num_queries(1):
        response = client.get("/sante/")
    assert not response.cookies


def test_head_is_enough(client):
    assert client.head("/sante/").status_code == 200


def test_a_mail_that_cannot_leave_shows_its_age(client):
    outbox.queue(to="a@example.org", subject="Bonjour", body="Bonjour")
    Mail.objects.update(created_at=timezone.now() - timedelta(hours=1))
    response = client.get("/sante/")
    assert response.status_code == 200
    assert 3600 <= response.json()["mail_waiting_seconds"] < 3700


def test_a_missing_migration_makes_it_unfit(client, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *args: ["0002"])
    response = client.get("/sante/")
    assert response.status_code == 503
    assert response.json()["migrations"] == "pending"


@pytest.mark.parametrize("seen", [False, True])
def test_a_database_that_does_not_answer_makes_it_unfit(client, monkeypatch, seen):
    def fail(*args, **kwargs):
        raise OperationalError("connection to server at 10.0.0.1 failed: password secret")

    monkeypatch.setattr(health, "_seen_applied", seen)
    monkeypatch.setattr(health, "MigrationExecutor", fail)
    monkeypatch.setattr(health.Mail.objects, "due", fail)
    response = client.get("/sante/")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "unavailable"}
