import time

import pytest
from django.core.cache import cache

from tests.factories.accounts import user


@pytest.fixture(autouse=True)
def _no_counted_requests(db):
    """Rate limits start from nothing in each test."""
    cache.clear()


@pytest.fixture
def known():
    return user("connue@example.org")


@pytest.fixture
def clock(monkeypatch):
    """`clock(seconds)` moves the time that codes are measured with, forwards or back."""
    now = time.time
    shift = 0.0
    monkeypatch.setattr(time, "time", lambda: now() + shift)

    def move(seconds):
        nonlocal shift
        shift += seconds

    return move


@pytest.fixture
def committed(settings, django_capture_on_commit_callbacks):
    """`with committed():` what waits for the end of the transaction happens; mails keep their text."""
    settings.OUTBOX_KEEP_BODIES = True
    return lambda: django_capture_on_commit_callbacks(execute=True)
