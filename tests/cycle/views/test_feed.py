from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from cycle.exchange import gather, store
from tests.cycle.calendars import events
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership, workday

pytestmark = pytest.mark.django_db


def feed(cycle):
    return reverse("cycle:feed", args=[cycle.slug])


def test_the_address_is_french():
    assert reverse("cycle:feed", args=["essonne-2021"]) == "/cycles/essonne-2021/calendrier.ics"


def test_anybody_subscribes_to_a_public_cycle(client):
    place = cycle()
    workday(place, precision="day", date=date(2026, 3, 17))
    answer = client.get(feed(place))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies
    assert len(events(answer.content)) == 1


def test_a_private_cycle_does_not_exist_for_outsiders(client):
    place = cycle(is_public=False)
    assert client.get(feed(place)).status_code == 404
    client.force_login(user())
    assert client.get(feed(place)).status_code == 404


@pytest.mark.parametrize("role", ["participant", "observer", "facilitator"])
def test_members_read_the_calendar_of_a_private_cycle(client, role):
    place, person = cycle(is_public=False), user()
    held = membership(place, person, role)
    client.force_login(person)
    assert client.get(feed(place)).status_code == 200
    held.leave()
    assert client.get(feed(place)).status_code == 404


def test_a_subscriber_who_has_the_latest_is_told_so(client):
    place = cycle()
    workday(place, precision="day", date=date(2026, 3, 17))
    etag = client.get(feed(place))["ETag"]
    assert client.get(feed(place), headers={"If-None-Match": etag}).status_code == 304
    content = gather(place)
    (phase,) = content.phases
    moved = replace(phase.workdays[0], date=date(2026, 3, 24))
    store(replace(content, phases=(replace(phase, workdays=(moved,)),)))
    answer = client.get(feed(place), headers={"If-None-Match": etag})
    assert answer.status_code == 200
    (event,) = events(answer.content)
    assert event["DTSTART"] == ("VALUE=DATE", "20260324")
    assert event["SEQUENCE"] == ("", "1")


def test_the_calendar_is_only_read(client):
    place = cycle()
    assert client.post(feed(place)).status_code == 405
    assert client.head(feed(place)).status_code == 200
