"""Somebody who is invited signs the charter: by keyboard alone, on a phone's width, without JavaScript."""

import pytest
from django.test import Client
from django.urls import reverse

from charter.models import Signatory
from cycle.models import Membership
from support.models import Mail
from tests.accounts.entrance import last_code
from tests.factories.accounts import user

from .keyboard import PHONE, Keyboard

pytestmark = pytest.mark.browser

SUBMIT = "main form button:not(.plain)"


@pytest.fixture
def phone(portal, visitor):
    with visitor(Client(), viewport=PHONE, java_script_enabled=False) as (page, witness):
        yield page
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
        assert witness.take() == []


@pytest.fixture
def version(portal):
    return portal.world.charters[portal.world.public.slug].in_force


class Guest(Keyboard):
    """Whoever was sent a link. `submissions` counts the forms they send."""

    submissions = 0

    def submit(self):
        self.submissions += 1
        self.activate(SUBMIT)

    def prove(self, address):
        """Type the address, then the code that comes by mail."""
        self.write("main input[type=email]", address)
        self.submit()
        self.write("main input[name=code]", last_code(address))
        self.submit()


def sign(hands, name):
    """Join and sign, once one is known."""
    if hands.page.locator("main input[name=function]").count():
        hands.write("main input[name=name]", name)
        hands.submit()
    assert hands.page.locator("main input[name=name]").input_value() == name
    hands.go_to("main input[name=is_read]")
    hands.page.keyboard.press("Space")
    hands.submit()


@pytest.mark.parametrize("link", ["the charter", "the form"])
def test_from_an_invitation_to_the_receipt_in_at_most_five_submissions_and_one_code(
    portal, phone, version, link
):
    address = f"invitee-{link.replace(' ', '-')}@example.org"
    hands = Guest(phone)
    form = reverse("charter:version_sign", args=[version.pk])
    if link == "the charter":
        phone.goto(reverse("charter:detail", args=[portal.world.public.slug]))
        hands.activate(f"main a[href='{form}']")
    else:
        phone.goto(form)
    hands.activate("main a[href*=inscription]")
    hands.prove(address)
    sign(hands, "Awa Invitée")
    signatory = Signatory.objects.get(identity__user__email=address)
    assert phone.url.endswith(reverse("charter:receipt", args=[signatory.pk]))
    assert signatory.version.digest in phone.locator("main").inner_text()
    assert hands.submissions <= 5
    mails = Mail.objects.filter(to=address)
    assert [mail.subject for mail in mails if "code" in mail.subject.lower()] == [
        mails.earliest("pk").subject
    ]
    assert mails.count() == 2, "one code, one receipt"


def test_a_member_signs_with_one_code(portal, phone, version):
    member = user("membre-qui-signe@example.org")
    Membership.objects.create(cycle=portal.world.public, user=member, role=Membership.Role.PARTICIPANT)
    hands = Guest(phone)
    phone.goto(reverse("charter:version_sign", args=[version.pk]))
    hands.prove(member.email)
    hands.write("main input[name=name]", "Luc Membre")
    sign(hands, "Luc Membre")
    assert "/charte/signatures/" in phone.url
    assert hands.submissions <= 5
    assert Mail.objects.filter(to=member.email).count() == 2
