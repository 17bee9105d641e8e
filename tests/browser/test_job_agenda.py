"""A facilitator puts the run of a day in order: with a keyboard and HTMX, and without JavaScript."""

import pytest
from django.urls import reverse

from cycle.models import AgendaItem, Workday

from .keyboard import PHONE, Keyboard

pytestmark = pytest.mark.browser


def order(day):
    return list(AgendaItem.objects.filter(workday=day).values_list("title", flat=True))


@pytest.fixture
def day(portal):
    return portal.world.day(portal.world.public, 4)


@pytest.fixture
def page(portal, visitor):
    with visitor(portal.world.client("facilitator"), viewport=PHONE) as (page, witness):
        yield page
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.evaluate("() => window.__violations") == []
        # The browser and HTMX say in the console that a refused move was one.
        assert [event for event in witness.take() if "409" not in event] == []


def pressed(page, selector):
    """Press a button that HTMX takes care of, and wait for what comes back."""
    Keyboard(page).go_to(selector)
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.keyboard.press("Enter")
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")


def test_a_sequence_moves_and_the_focus_stays_on_its_button(page, day):
    page.goto(reverse("workday:agenda", args=[day.pk]))
    first, *_ = AgendaItem.objects.filter(workday=day)
    before = order(day)
    button = f"#descendre-{first.pk}"
    for rank in (2, 3, 3):
        pressed(page, button)
        assert page.locator(button).evaluate("(el) => el === document.activeElement")
        assert page.locator("#annonce").inner_text() == f"{first.title} : {rank}e sur 3"
    assert order(day) == [*before[1:], before[0]]
    shown = page.locator("#agenda h3").all_inner_texts()
    assert shown == order(day)


def test_a_move_that_came_too_late_shows_the_run_as_it_is(portal, page, day):
    page.goto(reverse("workday:agenda", args=[day.pk]))
    before, first = order(day), AgendaItem.objects.filter(workday=day).first()
    version = Workday.objects.get(pk=day.pk).agenda_version
    data = {"title": "Celle de l’autre", "minutes": 5, "version": version}
    other = portal.world.client("facilitator")
    assert other.post(reverse("workday:agenda_add", args=[day.pk]), data).status_code == 302
    pressed(page, f"#descendre-{first.pk}")
    assert "rien n’a été déplacé" in page.locator("#agenda [role=alert]").inner_text()
    assert "Celle de l’autre" in page.locator("#agenda").inner_text()
    assert order(day) == [*before, "Celle de l’autre"]
    pressed(page, f"#descendre-{first.pk}")
    assert order(day)[1] == first.title


def test_a_sequence_is_added_and_raised_by_keyboard_without_javascript(portal, visitor, day):
    client = portal.world.client("facilitator")
    with visitor(client, viewport=PHONE, java_script_enabled=False) as (page, witness):
        page.goto(reverse("workday:agenda", args=[day.pk]))
        hands = Keyboard(page)
        hands.activate(f"main a[href='{reverse('workday:agenda_add', args=[day.pk])}']")
        hands.write("input[name=title]", "Vote par points")
        hands.write("input[name=minutes]", "30")
        hands.activate("main form[method=post] button")
        added = AgendaItem.objects.get(workday=day, title="Vote par points")
        assert page.url.endswith(f"#sequence-{added.pk}")
        hands.activate(f"#monter-{added.pk}")
        assert "Vote par points" in page.locator("#messages").inner_text()
        assert order(day)[-2] == "Vote par points"
        assert witness.take() == []
