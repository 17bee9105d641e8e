"""Erasing an account: what names the person goes, what counts stays.

The row of the account stays as well, without anything that says whose it was: memberships go on counting
somebody, and nobody can tell whom.
"""

import json

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from support.public_pages import touching

from . import personal
from .fresh_code import Purpose
from .models import User

DELETION = Purpose("delete-account", "supprimer votre compte")


def erase_account(user: User) -> bool:
    """Erase this person from every room, all or nothing; False when that was done already.

    Raises HeldBackError, and erases nothing, when a room asks for something to be done first.
    """
    # Before the transaction: reading many sessions takes time, and SQLite has one writer.
    sessions = _sessions_of(user)
    with touching():
        account = User.objects.hold(user.pk)
        if account is None:
            return False
        for part in personal.parts():
            part.erase(account)
        account.erase()
        Session.objects.filter(pk__in=sessions).delete()
    return True


def _sessions_of(user) -> list[str]:
    """Every session that names this person: theirs, and those in which their address was typed."""
    named = []
    for session in Session.objects.iterator():
        held = session.get_decoded()
        if held.get(SESSION_KEY) == str(user.pk) or user.email in json.dumps(held, ensure_ascii=False):
            named.append(session.pk)
    return named
