"""Accounts, made short."""

import itertools

from accounts.models import User

_numbers = itertools.count(1)


def user(email=None):
    return User.objects.create_user(email or f"personne{next(_numbers)}@example.org")
