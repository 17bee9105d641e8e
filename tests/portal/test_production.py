"""Production guesses nothing: it does not start without what it needs, and says what is missing."""

import os
import runpy
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from .production import ENVIRONMENT

OPTIONAL = (
    "SMTP_PORT",
    "SMTP_USER",
    "SMTP_TLS",
    "DPO_EMAIL",
    "REQUIRE_SECOND_FACTOR",
    "TRUSTED_PROXIES",
    "PORTAL_DEMO",
)


@pytest.fixture
def start(monkeypatch):
    """Reads production's settings with this environment changed."""

    def read(**changes):
        for name in OPTIONAL:
            monkeypatch.delenv(name, raising=False)
        for name, value in (ENVIRONMENT | changes).items():
            monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)
        return runpy.run_module("portal.settings.production")

    return read


def test_with_everything_told_it_starts(start):
    read = start()
    assert read["DEBUG"] is False
    assert read["PORTAL_DEMO"] is False
    assert read["ALLOWED_HOSTS"] == ["portail.example.org", "www.example.org"]
    assert read["PORTAL_REQUIRE_SECOND_FACTOR"] is True
    assert read["PORTAL_OPERATOR"]["dpo"] == "contact@example.org"


@pytest.mark.parametrize("value", [None, "", "  "], ids=["missing", "empty", "blank"])
@pytest.mark.parametrize("name", ENVIRONMENT)
def test_without_one_it_does_not_start_and_names_it(start, name, value):
    with pytest.raises(ImproperlyConfigured, match=rf"\b{name}\b"):
        start(**{name: value})


def test_the_demonstration_is_refused(start):
    with pytest.raises(ImproperlyConfigured, match="PORTAL_DEMO"):
        start(PORTAL_DEMO="1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_URL", "http://portail.example.org"),
        ("ALLOWED_HOSTS", "portail.example.org,*"),
        ("DATABASE_URL", "mysql://localhost/portail"),
        ("SMTP_PORT", "smtp"),
        ("SMTP_TLS", "yes"),
        ("TRUSTED_PROXIES", "-1"),
        ("REQUIRE_SECOND_FACTOR", "non"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_and_named(start, name, value):
    with pytest.raises(ImproperlyConfigured, match=name):
        start(**{name: value})


def test_mail_is_encrypted_unless_said_otherwise(start):
    assert start()["EMAIL_USE_TLS"]
    assert start(SMTP_TLS="ssl")["EMAIL_USE_SSL"]
    read = start(SMTP_TLS="none")
    assert not read["EMAIL_USE_TLS"]
    assert not read["EMAIL_USE_SSL"]


def test_every_variable_is_explained(settings):
    explained = (settings.BASE_DIR / ".env.example").read_text()
    read = (settings.BASE_DIR / "portal" / "settings" / "production.py").read_text()
    for name in (*ENVIRONMENT, *OPTIONAL[:-1]):
        assert f"\n{name}=" in explained, name
        assert f'"{name}"' in read, name


@pytest.mark.processes
def test_djangos_own_check_of_a_deployment_has_nothing_to_say(settings):
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            **ENVIRONMENT,
        },
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.processes
def test_the_web_server_itself_stops_and_names_what_is_missing(settings):
    environment = {name: value for name, value in ENVIRONMENT.items() if name != "PUBLICATION_DIRECTOR"}
    done = subprocess.run(
        [sys.executable, "-c", "import portal.wsgi"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
    assert done.returncode != 0
    assert "Set PUBLICATION_DIRECTOR" in done.stderr
