"""Several people write the run of one day at the same moment: ranks stay 1..n, and nothing is lost."""

import json
import threading
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cycle.agenda_editing import StaleAgendaError, add_item, move_item, remove_item
from cycle.models import AgendaItem, Workday
from tests.factories.accounts import user
from tests.factories.cycle import agenda_item, cycle, workday

from .test_races import at_once
from .test_races_scheduling import ROUNDS, logged_in, saver

pytestmark = pytest.mark.django_db(transaction=True)


def items(day):
    found = list(AgendaItem.objects.filter(workday=day))
    assert [item.rank for item in found] == list(range(1, len(found) + 1))
    return found


@pytest.mark.processes
def test_of_two_processes_one_adds_and_one_moves_and_whoever_comes_second_is_told():
    place = cycle()
    day, clients = workday(place), [logged_in(place) for _ in range(2)]
    for _ in range(3):
        agenda_item(day)
    with saver() as first, saver() as second:
        for number in range(ROUNDS):
            day.refresh_from_db()
            before = [item.pk for item in items(day)]
            told = [
                (
                    reverse("workday:agenda_add", args=[day.pk]),
                    {"title": f"Ajout {number}", "minutes": 10, "place": "0", "version": day.agenda_version},
                ),
                (
                    reverse("workday:agenda_move", args=[day.pk, before[-1]]),
                    {"rank": 1, "version": day.agenda_version},
                ),
            ]
            for process, client, (path, data) in zip((first, second), clients, told, strict=True):
                line = {"path": path, "cookies": client.cookies.output(header="", sep=";"), "data": data}
                process.stdin.write(json.dumps(line) + "\n")
            for process in (first, second):
                process.stdin.flush()
            answers = [json.loads(process.stdout.readline()) for process in (first, second)]
            assert sorted(answer["status"] for answer in answers) == [302, 409]
            after = items(day)
            assert {item.pk for item in after} >= set(before)
            has_added = answers[0]["status"] == 302
            assert any(item.title == f"Ajout {number}" for item in after) == has_added
            assert (after[0].pk == before[-1]) != has_added
            if not has_added:
                # What was typed is in the page that refused it.
                assert f"Ajout {number}" in answers[0]["text"]
            assert Workday.objects.get(pk=day.pk).agenda_version == day.agenda_version + 1


def test_six_people_who_add_move_and_remove_until_they_succeed_lose_nothing():
    day = workday(cycle())
    goes = agenda_item(day, title="Elle part")
    stays = [agenda_item(day, title=f"Elle reste {number}") for number in range(4)]
    people = [user() for _ in range(6)]
    acts = [
        *(
            lambda version, person, number=number: add_item(
                AgendaItem(workday=day, title=f"Ajout {number}", minutes=5),
                after=stays[number].pk,
                version=version,
                user=person,
            )
            for number in range(3)
        ),
        lambda version, person: move_item(day, stays[3].pk, to=1, version=version, user=person),
        lambda version, person: move_item(day, stays[0].pk, to=4, version=version, user=person),
        lambda version, person: remove_item(day, goes.pk, version=version, user=person),
    ]
    jobs, lock = list(zip(acts, people, strict=True)), threading.Lock()

    def insist():
        with lock:
            act, person = jobs.pop()
        for _ in range(50):
            version = Workday.objects.get(pk=day.pk).agenda_version
            try:
                act(version, person)
            except StaleAgendaError:
                continue
            return True
        return False

    assert at_once(6, insist) == [True] * 6
    titles = sorted(item.title for item in items(day))
    assert titles == [
        *(f"Ajout {number}" for number in range(3)),
        *(f"Elle reste {number}" for number in range(4)),
    ]
    # One version a write: nobody wrote over somebody else's.
    assert Workday.objects.get().agenda_version == 1 + len(acts)


@pytest.mark.parametrize("name", ["agenda_add", "agenda_copy"])
def test_one_form_sent_six_times_at_once_is_written_once(name):
    place = cycle()
    day, source = workday(place), workday(place)
    agenda_item(source, title="Une fois")
    data = {"key": str(uuid.uuid4()), "version": 1, "title": "Une fois", "minutes": 5, "source": source.pk}
    path = reverse(f"workday:{name}", args=[day.pk])
    cookies = logged_in(place).cookies

    def send():
        browser = Client()
        browser.cookies = cookies.copy()
        try:
            return browser.post(path, data).status_code
        finally:
            connection.close()

    assert at_once(6, send) == [302] * 6
    assert [item.title for item in items(day)] == ["Une fois"]
