from datetime import date

import pytest
from django.urls import reverse

from tests.cycle.calendars import events
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership, workday

pytestmark = pytest.mark.django_db


def file_of(workday):
    return reverse("workday:ics", args=[workday.pk])


def dated(**fields):
    return workday(cycle(**fields), precision="day", date=date(2026, 3, 17))


def test_one_workday_goes_into_a_diary(client):
    made = dated()
    workday(made.cycle, precision="day", date=date(2026, 3, 18))
    answer = client.get(file_of(made))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="journee-1.ics"'
    (event,) = events(answer.content)
    assert event["UID"][1] == str(made.uid)


def test_the_file_and_the_feed_give_the_same_entry(client):
    made = dated()
    feed = client.get(reverse("cycle:feed", args=[made.cycle.slug]))
    assert events(client.get(file_of(made)).content) == events(feed.content)


@pytest.mark.parametrize("fields", [{}, {"precision": "month", "date": date(2026, 3, 1)}])
def test_there_is_no_file_until_the_day_is_known(client, fields):
    assert client.get(file_of(workday(cycle(), **fields))).status_code == 404


def test_a_private_cycle_does_not_exist_for_outsiders(client):
    made = dated(is_public=False)
    assert client.get(file_of(made)).status_code == 404
    person = user()
    client.force_login(person)
    assert client.get(file_of(made)).status_code == 404
    membership(made.cycle, person)
    assert client.get(file_of(made)).status_code == 200


def test_the_file_is_only_read(client):
    assert client.post(file_of(dated())).status_code == 405


def test_a_workday_that_does_not_exist(client):
    assert client.get("/journees/999999/journee.ics").status_code == 404
