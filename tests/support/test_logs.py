"""Logs: one event a line whatever it says, and no secret in it."""

import io
import logging
import re
import subprocess
import sys

import pytest
from allauth.core.internal.cryptokit import generate_user_code
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing
from django.middleware.csrf import get_token
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from support.logs import FOLD, MASK, OneLineFormatter, mask_secrets, one_line


def written(message, *arguments, **options):
    """What the log holds after one event."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneLineFormatter("{asctime} {levelname} {name} {message}", style="{"))
    logger = logging.Logger("essai")
    logger.addHandler(handler)
    logger.warning(message, *arguments, **options)
    return stream.getvalue()


def test_an_event_says_when_how_grave_who_and_what():
    line = written("courriel %s parti", 12)
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d WARNING essai courriel 12 parti\n", line
    )


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_a_line_cannot_be_forged(ending):
    line = written("Not Found: %s", f"/x{ending}2026-01-01 INFO django.security tout va bien")
    assert len(line.splitlines()) == 1
    assert "tout va bien" in line


def test_what_was_escaped_can_still_be_read():
    assert one_line("a\r\nb\x1b[31m\u202ec\x00") == r"a\r\nb\x1b[31m\u202ec\x00"
    assert one_line("Évry – « été » 🙂") == "Évry – « été » 🙂"


def raised(error):
    try:
        raise error
    except type(error):
        return written("échec", exc_info=True)


def test_a_traceback_is_folded_into_the_line():
    line = raised(ValueError("première\nseconde"))
    assert len(line.splitlines()) == 1
    assert "échec ⏎ Traceback (most recent call last): ⏎" in line
    assert line.endswith("ValueError: première ⏎ seconde\n")


def test_the_fold_cannot_be_forged():
    assert written(f"a{FOLD}Traceback").count("⏎") == 0


def test_a_stack_is_folded_too():
    assert len(written("ici", stack_info=True).splitlines()) == 1


@given(st.text())
def test_any_text_makes_one_line(text):
    line = written("%s", text)
    assert len(line.splitlines()) == 1
    line.encode()


def test_a_huge_message_is_written_without_delay_or_loss():
    for filler in ("a", "session", "code ", "A-", "é", '"', "x=", "://"):
        assert len(written("%s", filler * (100_000 // len(filler))).splitlines()) == 1


SESSION = "q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6"
SECRETS = [
    ("Cookie: sessionid={}; csrftoken=abc", SESSION),
    ("{{'HTTP_COOKIE': '__Host-session={}'}}", SESSION),
    ("Authorization: Bearer {}", "abc.def-ghi"),
    ("sessionid={}", "abc"),
    ("csrfmiddlewaretoken={}&x=1", "AbCdEf"),
    ("<QueryDict: {{'csrfmiddlewaretoken': ['{}']}}>", "AbCdEf0123456789AbCdEf0123456789AbCdEf0123456789"),
    ('{{"access_token": "{}"}}', "ya29"),
    ("GET /compte/?code={} HTTP/1.1", "BCDF-GHJK"),
    ("{{'code': '{}'}}", "bcdfghjk"),
    ("login_code = {}", "739204"),
    ("Votre code de connexion est {}.", "739204"),
    ("Votre code de connexion est {}.", "739-204-118"),
    ("Entrez {} pour vous connecter", "BCDF-GHJK"),
    ("password='{}'", "deux mots"),
    ("EMAIL_HOST_PASSWORD: {}", "hunter2"),
    ("SECRET_KEY={}", "django-insecure-!"),
    ("connexion à postgresql://portail:{}@base:5432/portail", "hunter2"),
    ("otpauth secret={}", "JBSWY3DPEHPK3PXP"),
    ("graine {}", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
    ("clé {} trouvée", SESSION),
]


@pytest.mark.parametrize(("message", "secret"), SECRETS, ids=range(len(SECRETS)))
def test_secrets_are_masked_in_messages_and_in_tracebacks(message, secret):
    for line in (written(message.format(secret)), raised(RuntimeError(message.format(secret)))):
        assert secret not in line
        assert MASK in line


def test_secrets_that_django_and_allauth_make_are_masked(db):
    session = SessionStore()
    session.create()
    secrets = [
        session.session_key,
        get_token(RequestFactory().get("/")),
        signing.dumps("camille"),
        *(generate_user_code(dashed=True) for _ in range(20)),
    ]
    for secret in secrets:
        assert secret not in written("valeur %s reçue", secret)
    for numeric in (True, False):
        for _ in range(20):
            code = generate_user_code(numeric=numeric)
            assert code not in written("le code %s est faux", code)


@pytest.mark.parametrize(
    "message",
    [
        "Not Found: /cycles/essonne-2021/",
        "courriel 12 refusé (essai 1) : 550 5.1.1 inconnue",
        "status_code=404 exit code 137",
        "Bad Request: /journees/3/ code postal 91000",
        "PasswordlessReauthenticationRequiredError at http://127.0.0.1:8000/compte/",
        "GET /static/css/portal.55e7cbb9ba48.css 200 en 12 ms",
        "<cbaf9bd6-7e5d-4318-9063-999a2cecedfc@portail.example.org>",
    ],
)
def test_what_is_no_secret_is_left_alone(message):
    assert mask_secrets(message) == message


PROGRAM = """
import django, logging
django.setup()
logging.getLogger("django.request").error("a\\nb Cookie: sessionid=abc")
logging.getLogger("portal").info("vu")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("django.request").exception("faute")
"""


def test_the_portals_settings_write_such_logs():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "portal.settings.test", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    first, second, third = done.stderr.splitlines()
    assert r"a\nb Cookie: •••" in first
    assert second.endswith("INFO portal vu")
    assert third.endswith("⏎ ZeroDivisionError: division by zero")
