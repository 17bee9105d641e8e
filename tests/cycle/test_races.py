"""Two at the same moment, with real threads and a connection each."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from cycle.exchange import read, store
from cycle.models import Cycle, Workday
from support.outbox.models import Mail
from tests.factories.cycle import cycle
from tests.factories.mapping import territory

pytestmark = pytest.mark.django_db(transaction=True)

FILE = """
slug = "essai"
title = "Essai"
[territory]
kind = "department"
code = "91"
[[phases]]
number = 1
title = "P"
begins = 2021-03-01
ends = 2021-05-31
workdays = [{ number = 1 }, { number = 2 }]
"""


def at_once(count, action):
    barrier = threading.Barrier(count)

    def run(_):
        try:
            barrier.wait(10)
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_one_form_posted_eight_times_at_once_sends_one_mail():
    cache.clear()
    place = cycle(service_email="equipe@example.org")
    address = reverse("cycle:contact", args=[place.slug])
    fields = {"name": "Awa", "email": "awa@example.org", "message": "Bonjour", "token": str(uuid.uuid4())}
    answers = at_once(8, lambda: Client().post(address, fields).status_code)
    assert answers == [302] * 8
    assert Mail.objects.count() == 1


def test_one_file_loaded_four_times_at_once_makes_one_cycle():
    territory(kind="department", code="91")
    content = read(FILE)
    outcomes = at_once(4, lambda: store(content))
    assert sorted(outcome.created for outcome in outcomes) == [False, False, False, True]
    assert sum(outcome.unchanged for outcome in outcomes) == 3
    assert Cycle.objects.count() == 1
    assert Workday.objects.count() == 2
