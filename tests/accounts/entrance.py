"""Going in by the front door, as a person does: an address, then the code that was mailed to it."""

import re

from support.models import Mail

CODE = re.compile(r"^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", re.MULTILINE)
LOGIN = "/compte/connexion/"
# From there, each role to its next action: tests/portal/test_landing.py.
LANDING = "/bienvenue/"
LOGIN_CODE = "/compte/connexion/code/"
SIGNUP = "/compte/inscription/"
SIGNUP_CODE = "/compte/inscription/code/"
FRESH_CODE = "/compte/code/"
SECOND_FACTOR = "/compte/double-authentification/"
ACTIVATE = "/compte/double-authentification/activer/"


def last_mail(address):
    return Mail.objects.filter(to=address.lower()).latest("pk")


def last_code(address):
    """The code in the last mail queued for an address (inside a test's transaction, nothing is sent)."""
    (code,) = CODE.findall(last_mail(address).body)
    return code


def wrong(code):
    return code.translate(str.maketrans("BC", "CB", "")) if {"B", "C"} & set(code) else "BBBB-BBBB"


def ask_to_log_in(client, address, **query):
    return client.post(LOGIN, {"login": address, **query})


def log_in(client, address):
    """Log in by a mailed code; the response to the code."""
    ask_to_log_in(client, address)
    return client.post(LOGIN_CODE, {"code": last_code(address)})


def sign_up(client, address):
    client.post(SIGNUP, {"email": address})
    return client.post(SIGNUP_CODE, {"code": last_code(address)})


def is_logged_in(client):
    return "_auth_user_id" in client.session


def leads_to_log_in(response) -> bool:
    """Sent to the log-in page; a POST is shown its link beside what was typed."""
    if response.status_code == 403:
        return "<title>Session fermée ·" in response.text
    return response.status_code == 302 and response["Location"].partition("?")[0] == LOGIN
