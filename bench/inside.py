"""What needs Django: filling the database, a session for a facilitator, and the SQL queries of a page.

Run as a program, with the measured server's settings; prints JSON.
"""

import io
import json
import secrets
import sys
import time
from importlib import import_module

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import fresh_code
from charter.models import Version
from cycle.models import Cycle, Membership, Workday
from participants.models import Participant
from scripts.steps import ROOT

from . import crowd, crowd_actors, crowd_days

ADDRESS = "mesure@bench.invalid"
SIGNERS = 220


def fill() -> None:
    """Territories and both cycles, as `make run` loads them, and a third of many days."""
    call_command("migrate", interactive=False, stdout=io.StringIO())
    call_command("collectstatic", interactive=False, stdout=io.StringIO())
    call_command("load_territories", stdout=io.StringIO())
    for slug in ("essonne-2021", "demonstration"):
        call_command("load_cycle", str(ROOT / "cycle" / "data" / f"{slug}.toml"), stdout=io.StringIO())
    call_command("load_charter", str(ROOT / "charter" / "data" / "demonstration.toml"), stdout=io.StringIO())
    demonstration = Cycle.objects.get(slug="demonstration")
    crowd.members_and_signatures(demonstration)
    crowd_days.fill(demonstration.territory)


def settle() -> None:
    """What PostgreSQL does by itself a minute after many rows came: count them, for its plans."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def facilitator_cookie() -> tuple[str, str]:
    """Name and value of the session cookie of somebody who facilitates every cycle."""
    user = get_user_model().objects.create_user(email=ADDRESS)
    for cycle in Cycle.objects.all():
        Membership.objects.create(cycle=cycle, user=user, role=Membership.Role.FACILITATOR)
    return settings.SESSION_COOKIE_NAME, _session(user)


def signers(version) -> list[dict[str, str]]:
    """Cookies of people who joined the cycle, typed a code a moment ago and have not signed yet."""
    found = []
    for number in range(SIGNERS):
        user = get_user_model().objects.create_user(email=f"signe{number}@bench.invalid")
        membership = Membership.objects.create(
            cycle=version.charter.cycle, user=user, role=Membership.Role.PARTICIPANT
        )
        Participant.objects.create(membership=membership, name=f"Personne {number}", function="Enseignante")
        token = secrets.token_hex(16)
        found.append(
            {
                settings.SESSION_COOKIE_NAME: _session(user),
                settings.CSRF_COOKIE_NAME: token,
                "csrf": token,
            }
        )
    return found


def _session(user) -> str:
    """The key of a session in which this person has just typed a log-in code."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[fresh_code.PROVEN] = {"user": str(user.pk), "login": time.time()}
    session.save()
    return session.session_key


def queries(path: str, name: str = "", value: str = "") -> int:
    """SQL queries of one answer, counted after a first one has filled what memory there is."""
    client = Client(headers={"X-Forwarded-Proto": "https", "Host": settings.ALLOWED_HOSTS[0]})
    if name:
        client.cookies[name] = value
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def workday() -> int:
    """A day of the demonstration."""
    return Workday.objects.filter(cycle__slug="demonstration").latest("pk").pk


def main(verb: str, *arguments: str) -> None:
    if verb == "fill":
        fill()
        crowd_actors.fill()
        version = Version.objects.in_force().get(charter__cycle__slug="demonstration")
        known = {
            "cookie": facilitator_cookie(),
            "workday": workday(),
            "version": version.pk,
            "signers": signers(version),
        }
        settle()
        print(json.dumps(known))
    else:
        print(json.dumps(queries(*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
