"""Two people who save the same day at the same moment, in processes of their own."""

import contextlib
import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from cycle.models import ProgrammeChange, Workday
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership, phase, workday

from .preparing import filled
from .test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = int(os.environ.get("SCHEDULING_RACE_ROUNDS", "12"))


@contextlib.contextmanager
def saver():
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.cycle.saver"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.support.mail_worker_settings",
            "MAIL_WORKER_DATABASE": str(connection.settings_dict["NAME"]),
            "MAIL_WORKER_SMTP_PORT": "1",
        },
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


def logged_in(place):
    membership(place, person := user(), "facilitator")
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.processes
def test_of_two_processes_that_save_one_version_one_wins_and_the_other_sees_both_texts():
    place = cycle()
    place.publish_programme()
    day, clients = workday(place), [logged_in(place) for _ in range(2)]
    path = reverse("workday:edit", args=[day.pk])
    with saver() as first, saver() as second:
        for number in range(ROUNDS):
            day.refresh_from_db()
            for name, process, client in zip("AB", (first, second), clients, strict=True):
                data = filled(day, place=f"Salle {name}{number}", reason=f"Raison {name}{number}")
                told = {"path": path, "cookies": client.cookies.output(header="", sep=";"), "data": data}
                process.stdin.write(json.dumps(told) + "\n")
            for process in (first, second):
                process.stdin.flush()
            answers = {
                name: json.loads(process.stdout.readline())
                for name, process in zip("AB", (first, second), strict=True)
            }
            assert sorted(answer["status"] for answer in answers.values()) == [302, 409]
            (won,) = (name for name, answer in answers.items() if answer["status"] == 302)
            (lost,) = set("AB") - {won}
            for text in (f"Salle {won}{number}", f"Salle {lost}{number}", f"Raison {lost}{number}"):
                assert text in answers[lost]["text"]
            saved = Workday.objects.get()
            assert (saved.place, saved.version) == (f"Salle {won}{number}", day.version + 1)
    assert ProgrammeChange.objects.count() == ROUNDS


def test_of_six_people_who_save_one_version_at_once_one_wins():
    place = cycle()
    place.publish_programme()
    day = workday(place)
    path = reverse("workday:edit", args=[day.pk])
    clients = [(logged_in(place), filled(day, place=f"Salle {number}")) for number in range(6)]

    def save():
        client, data = clients.pop()
        return client.post(path, data).status_code

    assert sorted(at_once(6, save)) == [302] + [409] * 5
    day.refresh_from_db()
    assert day.version == 2
    assert ProgrammeChange.objects.count() == 1


def test_one_new_day_sent_six_times_at_once_is_one_day():
    place = cycle()
    data = {
        "key": "6f0f3ac0-5d7e-4a54-9f3c-0b7f0f6f9d11",
        "phase": phase(place).pk,
        "status": "planned",
        "title": "Une fois",
    }
    client, path = logged_in(place), reverse("cycle:workday_create", args=[place.slug])
    cookies = client.cookies

    def send():
        browser = Client()
        browser.cookies = cookies.copy()
        return browser.post(path, data).status_code

    assert at_once(6, send) == [302] * 6
    assert Workday.objects.count() == 1
