"""Signing as it is done on the day: by many, more than once, and while the power goes.

The drill with CHARTER_DRILL_KILLS=50 is the same test, longer.
"""

import http.client
import os
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from django.urls import reverse

from charter.models import ChainLink, Charter, Signatory
from charter.verification import verify
from support.models import Mail
from tests import served
from tests.factories import charter as charters
from tests.factories import participants

from .signers import sign

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

KILLS = int(os.environ.get("CHARTER_DRILL_KILLS", "2"))
SAME_PERSON = 8, 25
CROWD = 100


@pytest.fixture
def version():
    return charters.version()


@pytest.fixture
def portal(version):
    with served.portal() as running:
        yield running


def people(version, count):
    """Members of the cycle, each with the Cookie header of their browser."""
    cycle = version.charter.cycle
    return [served.cookies_of(participants.participant(cycle).membership.user) for _ in range(count)]


def address(version):
    return reverse("charter:version_sign", args=[version.pk])


def signers(portal, version, cookies, times):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.charter.signers", str(portal.port), address(version), str(times)],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ), "\n".join(cookies)


def answers(started):
    """The (status, location) of every answer, of all these processes at once."""
    outs = []

    def talk(process, said):
        outs.append(process.communicate(said, timeout=300)[0])

    threads = [threading.Thread(target=talk, args=pair) for pair in started]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [tuple(line.split(" ")[1:]) for out in outs for line in out.splitlines()]


def the_chain_holds(version, signatures):
    charter = Charter.objects.get(pk=version.charter_id)
    verdict = verify(charter)
    assert verdict.is_valid, verdict.problems
    assert charter.head_sequence == ChainLink.objects.filter(charter=charter).count() == 1 + signatures


def test_one_person_who_signs_two_hundred_times_at_once_signs_once(portal, version):
    processes, times = SAME_PERSON
    cookies = people(version, 1)
    got = answers([signers(portal, version, cookies, times) for _ in range(processes)])
    assert len(got) == processes * times
    receipt = reverse("charter:receipt", args=[Signatory.objects.get().pk])
    assert set(got) == {("302", receipt)}
    the_chain_holds(version, 1)
    assert Mail.objects.count() == 1


def test_a_hundred_people_who_sign_at_once_have_a_signature_each(portal, version):
    cookies = people(version, CROWD)
    got = answers([signers(portal, version, cookies, 1)])
    assert [status for status, _ in got] == ["302"] * CROWD
    assert len({location for _, location in got}) == CROWD
    assert Signatory.objects.values("identity").distinct().count() == Signatory.objects.count() == CROWD
    the_chain_holds(version, CROWD)
    assert Mail.objects.count() == CROWD


def test_what_was_acknowledged_survives_kills_and_nothing_is_doubled(portal, version):
    waiting = people(version, 25 * KILLS)
    acknowledged, errors, lock, over = {}, [], threading.Lock(), threading.Event()

    def one_after_the_other():
        while not over.is_set():
            with lock:
                if not waiting:
                    return
                cookies = waiting.pop()
            try:
                status, location = sign(portal.port, address(version), cookies)
            except (OSError, http.client.HTTPException):
                status, location = 0, ""
            with lock:
                if status == 302 and location.startswith("/charte/signatures/"):
                    acknowledged[cookies] = location
                elif status == 0:
                    # Unanswered: whoever signs tries again, without knowing whether it was done.
                    waiting.append(cookies)
                else:
                    errors.append(status)
            if status == 0:
                time.sleep(0.02)

    threads = [threading.Thread(target=one_after_the_other) for _ in range(6)]
    for thread in threads:
        thread.start()
    for number in range(KILLS):
        # At another moment each time.
        time.sleep(0.05 + 0.03 * (number % 9))
        portal.kill()
        with lock:
            known = dict(acknowledged)
        kept = set(Signatory.objects.values_list("pk", flat=True))
        assert {int(location.split("/")[3]) for location in known.values()} <= kept, "a receipt was lost"
        portal.start()
    deadline = time.monotonic() + 300
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))
    over.set()
    assert errors == []
    assert len(acknowledged) == 25 * KILLS
    assert len(set(acknowledged.values())) == Signatory.objects.count() == 25 * KILLS
    the_chain_holds(version, 25 * KILLS)
    assert Mail.objects.count() == 25 * KILLS
