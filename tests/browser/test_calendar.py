"""The team goes through the months by keyboard: the focus stays, and what is shown is said."""

import pytest
from django.urls import reverse

from .keyboard import PHONE, Keyboard

pytestmark = pytest.mark.browser


def test_pressing_a_month_keeps_the_focus_and_says_what_is_shown(portal, visitor):
    calendar = reverse("cycle:board_month", args=[portal.world.public.slug])
    with visitor(portal.world.client("facilitator")) as (page, witness):
        page.goto(f"{calendar}?mois=2026-12&etat=tenues")
        hands = Keyboard(page)
        hands.go_to("#month-after")
        for month, said in (("2027-01", "Janvier 2027 :"), ("2027-02", "Février 2027 :")):
            page.keyboard.press("Enter")
            page.wait_for_url(f"**mois={month}")
            page.wait_for_function("(said) => annonce.textContent.startsWith(said)", arg=said)
            assert "etat=tenues" in page.url
            assert page.title().startswith(said)
            assert page.evaluate("() => document.activeElement.id") == "month-after"
            assert page.locator("#journees").inner_text().startswith(said[:-2])
        page.go_back()
        page.wait_for_url("**mois=2027-01")
        page.wait_for_function("() => journees.textContent.startsWith('Janvier 2027')")
        assert witness.take() == []


@pytest.mark.parametrize("name", ["board_list", "board_month", "board_year"])
def test_a_phone_shows_each_view_without_scrolling_sideways(portal, visitor, name):
    with visitor(portal.world.client("facilitator"), viewport=PHONE, java_script_enabled=False) as (
        page,
        witness,
    ):
        page.goto(reverse(f"cycle:{name}", args=[portal.world.public.slug]))
        Keyboard(page).activate("nav.ways a:not([aria-current])")
        page.go_back()
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
        assert witness.take() == []


def test_on_a_phone_a_month_is_a_list_of_what_it_holds(portal, visitor):
    cycle = portal.world.public
    with visitor(portal.world.client("facilitator"), viewport=PHONE) as (page, _):
        page.goto(f"{reverse('cycle:board_month', args=[cycle.slug])}?mois=2026-11")
        # All Saints' Day and 11 November are told, an ordinary date is not.
        assert page.locator("#jour-11").is_visible()
        assert "mercredi 11 novembre" in page.locator("td:has(> p > #jour-11)").inner_text()
        assert not page.locator("#jour-12").is_visible()
