"""Signing as it is done on the day: by many, more than once, and while the power goes.

`make drill` is the same test, longer.
"""

import http.client
import os
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

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


def the_chain_holds(version, acts):
    charter = Charter.objects.get(pk=version.charter_id)
    verdict = verify(charter)
    assert verdict.is_valid, verdict.problems
    assert charter.head_sequence == ChainLink.objects.filter(charter=charter).count() == 1 + acts


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


class Signer:
    """Somebody who signs and withdraws, again and again, and remembers what was acknowledged."""

    def __init__(self, portal, version, cookies):
        self.portal, self.page, self.cookies = portal, address(version), cookies
        self.signed, self.withdrawn, self.refused = [], [], []

    def act(self, over):
        while (receipt := self.until_acknowledged(over, self.page)) is not None:
            self.signed.append(receipt)
            if self.until_acknowledged(over, f"{receipt}retirer/") is None:
                return
            self.withdrawn.append(receipt)

    def until_acknowledged(self, over, path):
        """Where a POST led; sent again as long as nobody answers. None when all is over, or refused."""
        while not over.is_set():
            try:
                status, location = sign(self.portal.port, path, self.cookies)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if status == 302:
                return location
            self.refused.append((status, path))
            break
        return None


def test_what_was_acknowledged_survives_kills_and_nothing_is_doubled(portal, version):
    signers = [Signer(portal, version, cookies) for cookies in people(version, 12)]
    over = threading.Event()

    def acknowledged():
        return {receipt for signer in signers for receipt in signer.signed}

    with ThreadPoolExecutor(len(signers)) as pool:
        acting = [pool.submit(signer.act, over) for signer in signers]
        try:
            for _ in range(KILLS):
                before, deadline = len(acknowledged()), time.monotonic() + served.PATIENCE
                while len(acknowledged()) < before + len(signers):
                    assert time.monotonic() < deadline, "nobody signs any more"
                    assert not any(action.done() for action in acting), [one.refused for one in signers]
                    time.sleep(0.02)
                # At another moment each time.
                time.sleep(random.random() / 5)
                portal.kill()
                portal.start()
        finally:
            over.set()
        for action in acting:
            action.result(served.PATIENCE)
    assert [one.refused for one in signers if one.refused] == []
    rows = {row.get_absolute_url(): row for row in Signatory.objects.all()}
    assert acknowledged() - rows.keys() == set(), "a receipt was lost"
    assert not [receipt for one in signers for receipt in one.withdrawn if rows[receipt].withdrawn_at is None]
    # Whoever withdrew signs anew: no receipt is given twice.
    assert all(len(set(one.signed)) == len(one.signed) for one in signers)
    in_force = Signatory.objects.in_force()
    assert in_force.values("identity").distinct().count() == in_force.count()
    withdrawn = sum(row.withdrawn_at is not None for row in rows.values())
    the_chain_holds(version, len(rows) + withdrawn)
    assert Mail.objects.count() == len(rows) + withdrawn
