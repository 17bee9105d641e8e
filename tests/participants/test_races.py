"""Two at the same moment, with real threads and a connection each."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from cycle.models import Membership
from participants import inviting
from participants.models import Invitation, Participant
from support.models import Mail
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


def facilitators(place, count=2):
    """Each with their own browser."""
    made = []
    for _ in range(count):
        browser = Client()
        of = membership(place, person := user(), "facilitator")
        browser.force_login(person)
        made.append((browser, of))
    return made


def test_of_two_facilitators_who_step_down_at_once_one_remains():
    place = cycle()
    posts = [
        (browser, reverse("participants:member_role", args=[place.slug, of.pk]))
        for browser, of in facilitators(place)
    ]

    def step_down():
        browser, address = posts.pop()
        return browser.post(address, {"role": "participant", "sure": "participant"}).status_code

    assert sorted(at_once(2, step_down)) == [302, 409]
    assert Membership.objects.facilitating().count() == 1
    assert Membership.objects.current().count() == 2


@pytest.mark.parametrize(("name", "data"), [("member_role", {"role": "observer"}), ("member_remove", {})])
def test_of_two_facilitators_who_oust_each_other_at_once_one_remains(name, data):
    place = cycle()
    (one, of_one), (other, of_other) = facilitators(place)
    posts = [
        (one, reverse(f"participants:{name}", args=[place.slug, of_other.pk])),
        (other, reverse(f"participants:{name}", args=[place.slug, of_one.pk])),
    ]

    def oust():
        browser, address = posts.pop()
        return browser.post(address, data).status_code

    assert sorted(at_once(2, oust))[0] == 302
    assert Membership.objects.facilitating().count() == 1
    assert Mail.objects.count() == 1


def test_one_invitation_sent_six_times_at_once_by_two_people_leaves_once():
    place = cycle()
    team = [browser.cookies for browser, _ in facilitators(place)] * 3
    address = reverse("participants:team", args=[place.slug])

    def invite():
        browser = Client()
        browser.cookies = team.pop().copy()
        return browser.post(address, {"email": "awa@example.org", "role": "observer"}).status_code

    assert at_once(6, invite) == [302] * 6
    assert Invitation.objects.count() == Mail.objects.count() == 1


def test_an_invitation_accepted_and_declined_at_once_ends_in_one_way():
    place, person, client = cycle(), user("awa@example.org"), Client()
    EmailAddress.objects.create(user=person, email=person.email, verified=True)
    ((_, of),) = facilitators(place, 1)
    inviting.invite(place, person.email, "observer", by=of.user)
    (link,) = [line for line in Mail.objects.get().body.splitlines() if "/invitations/" in line]
    client.force_login(person)
    answers = ["accept", "decline"] * 3

    def answer():
        browser = Client()
        browser.cookies = client.cookies.copy()
        return browser.post(link[link.index("/invitations/") :], {"action": answers.pop()}).status_code

    assert set(at_once(6, answer)) <= {302, 410}
    over = Invitation.objects.get()
    is_member = Membership.objects.current().filter(user=person).exists()
    assert (over.accepted_at is not None, over.withdrawn_at is not None) == (is_member, not is_member)
