"""Two at the same moment, with real threads and a connection each."""

import pytest
from django.test import Client
from django.urls import reverse

from cycle.models import Membership
from participants.models import Participant
from tests.cycle.test_races import at_once
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_person_who_joins_six_times_at_once_joins_once():
    place, client = cycle(), Client()
    client.force_login(user())
    address = reverse("participants:join", args=[place.slug])
    cookies = client.cookies

    def join():
        browser = Client()
        browser.cookies = cookies.copy()
        return browser.post(address, {"name": "Awa Diop"}).status_code

    assert at_once(6, join) == [302] * 6
    assert Membership.objects.count() == 1
    assert Participant.objects.count() == 1


def test_of_two_facilitators_who_leave_at_once_one_stays():
    place = cycle()
    browsers = []
    for _ in range(2):
        browser = Client()
        membership(place, person := user(), "facilitator")
        browser.force_login(person)
        browsers.append(browser)
    address = reverse("participants:leave", args=[place.slug])
    assert sorted(at_once(2, lambda: browsers.pop().post(address).status_code)) == [302, 409]
    assert Membership.objects.facilitating().count() == 1
