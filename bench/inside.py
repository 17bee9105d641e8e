"""What needs Django: filling the database, a session for a facilitator, and the SQL queries of a page.

Run as a program, with the measured server's settings; prints JSON.
"""

import io
import json
import sys
from importlib import import_module

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import crowd_actors
from cycle.models import Cycle, Membership, Workday
from scripts.steps import ROOT

ADDRESS = "mesure@bench.invalid"


def fill() -> None:
    """Territories and both cycles, as `make run` loads them."""
    call_command("migrate", interactive=False, stdout=io.StringIO())
    call_command("collectstatic", interactive=False, stdout=io.StringIO())
    call_command("load_territories", stdout=io.StringIO())
    for slug in ("essonne-2021", "demonstration"):
        call_command("load_cycle", str(ROOT / "cycle" / "data" / f"{slug}.toml"), stdout=io.StringIO())


def settle() -> None:
    """What PostgreSQL does by itself a minute after many rows came: count them, for its plans."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def facilitator_cookie() -> tuple[str, str]:
    """Name and value of the session cookie of somebody who facilitates both cycles."""
    user = get_user_model().objects.create_user(email=ADDRESS)
    for cycle in Cycle.objects.all():
        Membership.objects.create(cycle=cycle, user=user, role=Membership.Role.FACILITATOR)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return settings.SESSION_COOKIE_NAME, session.session_key


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
        settle()
        print(json.dumps({"cookie": facilitator_cookie(), "workday": workday()}))
    else:
        print(json.dumps(queries(*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
