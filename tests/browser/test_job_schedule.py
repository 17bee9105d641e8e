"""A facilitator schedules a day: by keyboard alone, on a phone's width, without JavaScript."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.cycle.calendars import events

from .keyboard import PHONE, Keyboard

pytestmark = pytest.mark.browser

# The same in whichever order a browser asks for day and month.
DAY = datetime.date(2027, 6, 6)


@pytest.fixture
def phone(portal, visitor):
    client = portal.world.client("facilitator")
    with visitor(client, viewport=PHONE, java_script_enabled=False) as (page, witness):
        page.goto("/")
        yield page
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
        # The browser itself says in the console that a refused save was one.
        assert [event for event in witness.take() if "409 (Conflict)" not in event] == []


def anybody(path):
    return Client().get(path)


def test_a_day_is_scheduled_in_at_most_five_clicks_from_home(portal, phone):
    cycle = portal.world.public
    day = portal.world.day(cycle, 6)
    feed = reverse("cycle:feed", args=[cycle.slug])
    assert str(day.uid) not in anybody(feed).text
    hands = Keyboard(phone)
    hands.activate(f"main a[href='{reverse('cycle:board', args=[cycle.slug])}']")
    hands.activate(f"main a[href='{reverse('workday:edit', args=[day.pk])}']")
    hands.write("input[name=day]", f"{DAY:%d%m%Y}")
    hands.write("input[name=starts_at]", "0900A")
    hands.write("input[name=ends_at]", "1130A")
    hands.choose("input[name=format][value=on_site]")
    hands.write("input[name=place]", "Maison des associations, Évrette")
    hands.go_to("input[name=themes]")
    phone.keyboard.press("Space")
    hands.activate("main form[method=post] button")
    assert hands.clicks <= 5
    assert phone.url.endswith(reverse("cycle:board", args=[cycle.slug]))
    assert "est enregistrée" in phone.locator("#messages").inner_text()
    day.refresh_from_db()
    assert (day.date, day.hours) == (DAY, "9\u00a0h – 11\u00a0h\u00a030")
    assert "Maison des associations, Évrette" in anybody(day.get_absolute_url()).text
    assert "dimanche 6 juin 2027" in anybody(cycle.get_absolute_url()).text
    (event,) = (one for one in events(anybody(feed).content) if one["UID"] == ("", str(day.uid)))
    assert event["DTSTART"] == ("TZID=Europe/Paris", "20270606T090000")


def test_a_day_is_cancelled_and_the_reason_is_asked_for(portal, phone):
    cycle = portal.world.public
    day = portal.world.day(cycle, 4)
    hands = Keyboard(phone)
    hands.activate(f"main a[href='{reverse('cycle:board', args=[cycle.slug])}']")
    hands.activate(f"main a[href='{reverse('workday:edit', args=[day.pk])}']")
    hands.choose("input[name=status][value=cancelled]")
    hands.activate("main form[method=post] button")
    assert "Dites en une phrase pourquoi" in phone.locator(".errors").inner_text()
    assert phone.locator("input[name=status][value=cancelled]").is_checked()
    hands.write("textarea[name=reason]", "La salle est fermée ce jour-là.")
    hands.activate("main form[method=post] button")
    assert hands.clicks <= 5
    assert "Cette journée n’aura pas lieu." in anybody(day.get_absolute_url()).text
    phone.goto(day.get_absolute_url())
    assert "La salle est fermée ce jour-là." in phone.locator("main").inner_text()


def test_two_who_save_at_once_see_both_texts(portal, phone):
    day = portal.world.day(portal.world.public, 5)
    path = reverse("workday:edit", args=[day.pk])
    phone.goto(path)
    other = portal.world.client("facilitator")
    values = {"version": day.version, "phase": day.phase_id, "status": "planned", "place": "Celle de l’autre"}
    assert other.post(path, values).status_code == 302
    hands = Keyboard(phone)
    hands.write("input[name=place]", "La mienne")
    hands.activate("main form[method=post] button")
    shown = phone.locator("main").inner_text()
    assert "Celle de l’autre" in shown
    assert "La mienne" in shown
    hands.activate("main button[form=preparer]")
    day.refresh_from_db()
    assert day.place == "La mienne"
