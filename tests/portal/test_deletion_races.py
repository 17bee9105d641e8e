"""Accounts that go while something else happens, with real threads and a connection each."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import User
from charter.models import Signatory
from charter.verification import verify
from cycle.models import Membership
from mapping import contacts
from mapping.models import ActorContact
from mapping.personal import MapPart
from participants.models import Participant
from support.models import Mail
from tests.cycle.test_races import at_once
from tests.factories import charter as charters
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership
from tests.factories.mapping import actor
from tests.journeys import log_in_freshly

pytestmark = pytest.mark.django_db(transaction=True)

DELETE = "/compte/supprimer/"


def browser_of(person):
    client = Client()
    log_in_freshly(client, person)
    return client


def copy_of(browser):
    made = Client()
    made.cookies = browser.cookies.copy()
    return made


def test_a_deletion_posted_six_times_at_once_happens_once():
    person = user("awa@example.org")
    membership(cycle(), person)
    browser = browser_of(person)
    answers = at_once(6, lambda: copy_of(browser).post(DELETE, {"address": "awa@example.org"}).status_code)
    assert set(answers) <= {200, 302, 400}
    assert 302 in answers
    assert User.objects.get().email.endswith("@erased.invalid")
    assert not Membership.objects.current().exists()


def test_somebody_who_joins_while_their_account_goes_leaves_nothing():
    place, person = cycle(), user("awa@example.org")
    browser = browser_of(person)
    join = reverse("participants:join", args=[place.slug])
    posts = [(DELETE, {"address": "awa@example.org"}), (join, {"name": "Awa Diop"})] * 3

    def post():
        address, data = posts.pop()
        return copy_of(browser).post(address, data).status_code

    # 400: the session went while the request that used it was still being answered.
    assert set(at_once(6, post)) <= {200, 302, 400, 403}
    assert User.objects.get().email.endswith("@erased.invalid")
    assert not Participant.objects.exists()
    assert not Membership.objects.current().exists()


def test_somebody_who_signs_while_their_account_goes_leaves_at_most_a_number():
    place, person = cycle(), user("awa@example.org")
    membership(place, person)
    version = charters.version(charters.charter(place))
    browser = browser_of(person)
    sign = reverse("charter:version_sign", args=[version.pk])
    signature = {"name": "Awa Diop", "is_read": "on", "is_displayed": "on"}
    posts = [(sign, signature), (DELETE, {"address": "awa@example.org"})] * 3

    def post():
        address, data = posts.pop()
        return copy_of(browser).post(address, data).status_code

    assert set(at_once(6, post)) <= {200, 302, 400, 403, 404}
    assert User.objects.get().email.endswith("@erased.invalid")
    assert not Signatory.objects.exclude(name="", salt="", is_displayed=False).exists()
    assert Signatory.objects.count() <= 1
    assert not Mail.objects.filter(to="awa@example.org").exists()
    assert verify(version.charter).problems == []


def test_a_contact_corrected_while_the_account_goes_stays_gone():
    person = user("awa@example.org")
    contact = ActorContact.objects.create(actor=actor(), name="Awa", email="awa@example.org", is_public=True)
    browser = browser_of(person)
    page = reverse("actor:contact", args=[contact.pk])
    posts = [(page, {"name": "Awa Diop", "is_public": "on"}), (DELETE, {"address": "awa@example.org"})] * 3

    def post():
        address, data = posts.pop()
        return copy_of(browser).post(address, data).status_code

    assert set(at_once(6, post)) <= {200, 302, 400, 403, 404}
    assert not ActorContact.objects.exists()


def test_a_form_that_was_read_before_the_account_went_writes_nothing():
    person = user("awa@example.org")
    contact = ActorContact.objects.create(actor=actor(), name="Awa", email="awa@example.org")
    MapPart().erase(person)
    assert contacts.correct(person, contact.pk, name="Awa Diop") is False
    person.erase()
    with pytest.raises(PermissionDenied):
        contacts.correct(person, contact.pk, name="Awa Diop")
    assert not ActorContact.objects.exists()


def test_of_two_facilitators_who_delete_their_accounts_at_once_one_stays():
    place = cycle()
    people = [user("awa@example.org"), user("moussa@example.org")]
    ready = []
    for person in people:
        membership(place, person, "facilitator")
        ready.append((browser_of(person), person.email))

    def delete():
        browser, address = ready.pop()
        return browser.post(DELETE, {"address": address}).status_code

    assert sorted(at_once(2, delete)) == [302, 409]
    assert Membership.objects.facilitating().count() == 1
    assert User.objects.filter(is_active=True).count() == 1
