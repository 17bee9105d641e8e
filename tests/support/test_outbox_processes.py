"""Mail workers as they run: several processes, killed where it hurts most."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from support.outbox.models import Mail
from tests.support.postbox import Postbox

pytestmark = pytest.mark.processes

# The drill with OUTBOX_DRILL_MAILS=500 is the same test, longer.
MAILS = int(os.environ.get("OUTBOX_DRILL_MAILS", "120"))
PATIENCE = 60  # seconds before a test that waits gives up


@pytest.fixture
def postbox():
    box = Postbox()
    with box.listening() as box.port:
        yield box


def queue_mails(count):
    Mail.objects.bulk_create(
        Mail(
            message_id=f"<{number}@example.org>",
            to=f"personne{number}@example.org",
            subject=f"Objet {number}",
            body=f"Texte {number}\n",
        )
        for number in range(count)
    )


@contextlib.contextmanager
def worker(postbox, *arguments, dies=""):
    """A mail worker in a process of its own; killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.mail_worker", *arguments],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.support.mail_worker_settings",
            "MAIL_WORKER_DATABASE": str(connection.settings_dict["NAME"]),
            "MAIL_WORKER_SMTP_PORT": str(postbox.port),
            "MAIL_WORKER_DIES": dies,
        },
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_until_nothing_waits():
    deadline = time.monotonic() + PATIENCE
    while Mail.objects.queued().exists():
        assert time.monotonic() < deadline, "mails still wait"
        time.sleep(0.1)


def test_two_workers_send_each_mail_once(transactional_db, postbox):
    looping = ("--loop", "--every", "0.05")
    with worker(postbox, *looping) as first, worker(postbox, *looping) as second:
        for process in (first, second):
            assert "prêt" in process.stderr.readline()
        queue_mails(MAILS)
        wait_until_nothing_waits()
        logs = []
        for process in (first, second):
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=PATIENCE)
            assert (process.returncode, out) == (0, "")
            logs.append(err.splitlines())
    assert set(Mail.objects.values_list("state", "attempts", "body")) == {("sent", 1, "")}
    assert postbox.deliveries == Counter(Mail.objects.values_list("message_id", flat=True))
    sent = [sum("parti (essai 1)" in line for line in log) for log in logs]
    assert sum(sent) == MAILS
    assert min(sent) > 0
    for log in logs:
        assert "arrêté" in log[-1]


@pytest.mark.parametrize("step", ["claimed", "handing", "handed", "recorded"])
def test_a_killed_worker_loses_nothing_and_resends_nothing_recorded(transactional_db, postbox, step):
    queue_mails(20)
    with worker(postbox, dies=f"{step}:7") as process:
        assert process.wait(timeout=PATIENCE) == -signal.SIGKILL
    recorded = set(Mail.objects.filter(state="sent").values_list("message_id", flat=True))
    assert len(recorded) == (7 if step == "recorded" else 6)
    in_hand = set(Mail.objects.exclude(claimed_by="").values_list("message_id", flat=True))
    assert len(in_hand) == (0 if step == "recorded" else 1)

    # Before the claim runs out nobody touches that mail; then somebody does.
    with worker(postbox) as process:
        assert process.wait(timeout=PATIENCE) == 0
    assert set(Mail.objects.queued().values_list("message_id", flat=True)) == in_hand
    Mail.objects.queued().update(claimed_until=timezone.now())
    with worker(postbox) as process:
        assert process.wait(timeout=PATIENCE) == 0

    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
    twice = in_hand if step == "handed" else set()
    assert postbox.deliveries == {
        message_id: 2 if message_id in twice else 1
        for message_id in Mail.objects.values_list("message_id", flat=True)
    }


def test_a_worker_told_to_stop_finishes_the_mail_in_hand(transactional_db, postbox):
    postbox.delay = 0.5
    queue_mails(3)
    with worker(postbox, "--loop") as process:
        deadline = time.monotonic() + PATIENCE
        while not Mail.objects.exclude(claimed_by="").exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE) == 0
    assert not Mail.objects.exclude(claimed_by="").exists()
    states = Counter(Mail.objects.values_list("state", flat=True))
    assert states["sent"] == len(postbox.messages) > 0
    assert states["queued"] > 0
