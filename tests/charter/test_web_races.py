"""Signing over HTTP, as many do at once, while the web server is killed: once each, and nothing lost."""

import http.client
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import User
from charter.models import ChainLink, Signatory
from charter.verification import verify
from cycle.models import Membership
from support.outbox.models import Mail
from tests.factories import charter as made
from tests.factories.participants import participant

from .web import PATIENCE, Server, session_of

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

# CHARTER_DRILL_KILLS=50 is the same test, longer.
KILLS = int(os.environ.get("CHARTER_DRILL_KILLS", "4"))
PEOPLE = 100
SIGNED = {"name": "Awa Diop", "is_read": "on"}


@pytest.fixture
def version(transactional_db):
    return made.version()


@pytest.fixture
def server(version):
    running = Server(workers=4)
    yield running
    running.stop()


def page(version):
    return reverse("charter:version_sign", args=[version.pk])


def people(version, count):
    """That many participants: a session each."""
    users = User.objects.bulk_create(User(email=f"personne{n}@example.org") for n in range(count))
    Membership.objects.bulk_create(
        Membership(cycle=version.charter.cycle, user=user, role="participant") for user in users
    )
    return [session_of(user) for user in users]


def at_once(callables):
    barrier = threading.Barrier(len(callables))

    def run(action):
        barrier.wait(PATIENCE)
        return action()

    with ThreadPoolExecutor(len(callables)) as pool:
        return list(pool.map(run, callables))


def test_one_person_who_signs_two_hundred_times_from_eight_places_signs_once(version, server):
    session = session_of(participant(version.charter.cycle).membership.user)

    def sign():
        return [server.ask("POST", page(version), session, **SIGNED) for _ in range(25)]

    answers = {answer for answers in at_once([sign] * 8) for answer in answers}
    signatory = Signatory.objects.get()
    assert answers == {(302, signatory.get_absolute_url())}
    assert Mail.objects.count() == 1
    verdict = verify(version.charter)
    assert (verdict.links, verdict.problems) == (2, [])


def test_a_hundred_people_who_sign_at_once_each_sign_once(version, server):
    sessions = people(version, PEOPLE)
    answers = at_once(
        [lambda session=session: server.ask("POST", page(version), session, **SIGNED) for session in sessions]
    )
    assert {status for status, _ in answers} == {302}
    receipts = {signatory.get_absolute_url() for signatory in Signatory.objects.all()}
    assert {address for _, address in answers} == receipts
    assert len(receipts) == PEOPLE
    verdict = verify(version.charter)
    assert (verdict.links, verdict.signatures, verdict.problems) == (1 + PEOPLE, PEOPLE, [])
    assert Mail.objects.count() == PEOPLE


class Signer:
    """Somebody who signs and withdraws, again and again, and remembers what was acknowledged."""

    def __init__(self, server, version, session):
        self.server, self.version, self.session = server, version, session
        self.signed, self.withdrawn, self.refused = [], [], []

    def act(self, over):
        while not over.is_set():
            receipt = self.until_acknowledged(over, page(self.version), **SIGNED)
            if receipt is None:
                return
            self.signed.append(receipt)
            if self.until_acknowledged(over, f"{receipt}retirer/") is None:
                return
            self.withdrawn.append(receipt)

    def until_acknowledged(self, over, address, **fields):
        """Where a POST led; sent again as long as the server falls silent. None when all is over."""
        while not over.is_set():
            try:
                status, location = self.server.ask("POST", address, self.session, **fields)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if status == 302:
                return location
            self.refused.append((status, address))
            return None
        return None


def test_killing_the_web_server_loses_nothing_acknowledged_and_doubles_nothing(version, server):
    signers = [Signer(server, version, session) for session in people(version, 12)]
    over = threading.Event()
    with ThreadPoolExecutor(len(signers)) as pool:
        acting = [pool.submit(signer.act, over) for signer in signers]
        try:
            for _ in range(KILLS):
                before = sum(len(signer.signed) for signer in signers)
                deadline = time.monotonic() + PATIENCE
                while sum(len(signer.signed) for signer in signers) < before + len(signers):
                    assert time.monotonic() < deadline, "nobody signs any more"
                    assert not any(action.done() for action in acting), [one.refused for one in signers]
                    time.sleep(0.02)
                time.sleep(random.random() / 5)
                server.kill()
                server.start()
        finally:
            over.set()
        for action in acting:
            action.result(PATIENCE)
    assert [one.refused for one in signers if one.refused] == []
    rows = {row.get_absolute_url(): row for row in Signatory.objects.all()}
    acknowledged = {receipt for signer in signers for receipt in signer.signed}
    assert acknowledged - rows.keys() == set()
    assert not [receipt for one in signers for receipt in one.withdrawn if rows[receipt].withdrawn_at is None]
    # Each signature acknowledged once as new: a second acknowledgement names the same one.
    assert all(len(set(signer.signed)) == len(signer.signed) for signer in signers)
    in_force = Signatory.objects.in_force()
    assert in_force.values("identity").distinct().count() == in_force.count()
    verdict = verify(version.charter)
    assert verdict.problems == []
    withdrawn = sum(row.withdrawn_at is not None for row in rows.values())
    assert verdict.links == 1 + len(rows) + withdrawn == ChainLink.objects.count()
    # What somebody did not hear of, at most one act a person a kill, is done once all the same.
    assert len(rows) <= len(acknowledged) + len(signers) * (KILLS + 1)
    assert Mail.objects.count() == len(rows) + withdrawn


def test_an_acknowledged_signature_is_on_the_disk(version):
    """SQLite's NORMAL would lose the last ones in a power cut; PostgreSQL's own default is as strict."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone()[0] == 2
        else:
            # The throw-away server of the tests is told otherwise; no setting of ours asks for less.
            assert "synchronous_commit" not in str(connection.settings_dict["OPTIONS"])
