"""Being in the middle of something: pages that only whoever has just done the step before can see.

Each takes the world and a new, anonymous client, and leaves the client where the page is due.
"""

import time
from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication

from accounts.fresh_code import PROVEN
from tests.accounts import entrance


def asked_to_log_in(world, client):
    entrance.ask_to_log_in(client, world.users["outsider"].email)


def asked_to_sign_up(world, client):
    client.post(entrance.SIGNUP, {"email": "nouvelle@example.org"})


def logged_in_a_moment_ago(world, client):
    log_in_freshly(client, world.users["outsider"])


def about_to_sign(world, client):
    """Joined, with a card, and logged in by a code a moment ago."""
    log_in_freshly(client, world.users["participant"])


def about_to_scan(world, client):
    logged_in_a_moment_ago(world, client)
    client.post(entrance.ACTIVATE, {"action": "begin"})


def asked_for_a_fresh_code(world, client):
    client.force_login(world.users["outsider"])
    client.post(client.get(entrance.ACTIVATE)["Location"], {"action": "ask"})


def enrolled(world, client):
    """Somebody with a second factor, fresh enough to change it."""
    log_in_freshly(client, world.enrolled)
    request = SimpleNamespace(session=client.session)
    record_authentication(request, world.enrolled, "mfa", type="totp", reauthenticated=True)
    request.session.save()


def half_logged_in(world, client):
    """The mailed code is typed; the application's is due."""
    entrance.log_in(client, world.enrolled.email)


def log_in_freshly(client, user):
    """Logged in by a code a moment ago, without the mail."""
    client.force_login(user)
    session = client.session
    session[PROVEN] = {"user": str(user.pk), "login": time.time()}
    session.save()
