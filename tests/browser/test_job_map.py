"""The Département asks the map who serves 16–18 year-olds in Grand Paris Sud: by keyboard, on a phone."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from .keyboard import PHONE, Keyboard

pytestmark = pytest.mark.browser

PUBLIC, PLACE = "age_16_18", "intercommunalite-200059228"
SENTENCE = re.compile(r"(\d+) structures agissent pour les 16–18\sans dans Grand Paris Sud")


class Reader(Keyboard):
    """Chooses in lists as well, by typing how an option begins."""

    def pick(self, name, value, begins):
        self.write(f"select[name={name}]", begins)
        assert self.page.locator(f"select[name={name}]").input_value() == value


def ask(page):
    """From home to the question, and how many clicks it took; the form is not sent yet."""
    page.goto("/")
    hands = Reader(page)
    hands.activate(f"a[href='{reverse('map:detail')}']")
    hands.pick("public", PUBLIC, "16")
    hands.pick("territoire", PLACE, "Grand Paris Sud")
    return hands


def listed(page):
    return page.locator("#liste .actors > li").count()


def test_the_question_is_answered_in_at_most_five_clicks_from_home(portal, visitor):
    with visitor(Client(), viewport=PHONE, java_script_enabled=False) as (page, witness):
        hands = ask(page)
        hands.activate("main form[role=search] button")
        found = SENTENCE.search(page.locator("#resultats").inner_text())
        assert found
        assert listed(page) == int(found[1])
        assert f"public={PUBLIC}" in page.url
        assert f"territoire={PLACE}" in page.url
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
        hands.activate("#liste .actors a")
        assert hands.clicks <= 5
        assert "16–18 ans" in page.locator("main").inner_text()
        assert witness.take() == []


def test_a_number_opens_the_list_behind_it(portal, visitor):
    with visitor(Client(), viewport=PHONE, java_script_enabled=False) as (page, witness):
        page.goto(f"{reverse('map:detail')}?public={PUBLIC}&territoire={PLACE}")
        link = page.locator(".portrait .places a:not([aria-label$=' : 0'])").first
        number = int(link.get_attribute("aria-label").rpartition(" : ")[2])
        page.goto(reverse("map:detail") + link.get_attribute("href"))
        assert listed(page) == number > 0
        assert witness.take() == []


def test_the_map_is_passed_by_in_one_stop(portal, visitor):
    with visitor(Client(), viewport=PHONE, java_script_enabled=False) as (page, _):
        page.goto(reverse("map:detail"))
        hands = Reader(page)
        hands.go_to(".portrait .skip")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.closest('.actors') !== null")


def test_with_a_script_the_answer_comes_in_place_is_told_and_back_undoes_it(portal, visitor):
    with visitor(Client(), viewport=PHONE) as (page, witness):
        hands = ask(page)
        before = page.locator("#resultats .answer h2").inner_text()
        hands.go_to("main form[role=search] button")
        page.evaluate("() => { window.stayed = true; }")
        with page.expect_response(lambda answer: PLACE in answer.url):
            page.keyboard.press("Enter")
        page.wait_for_url(lambda address: PLACE in address)
        said = page.locator("#annonce")
        page.wait_for_function("() => document.querySelector('#annonce').textContent.trim() !== ''")
        assert SENTENCE.search(said.text_content())
        assert said.get_attribute("role") == "status"
        assert SENTENCE.search(page.locator("#resultats .answer h2").inner_text())
        assert page.evaluate("() => window.stayed")
        page.go_back()
        page.wait_for_function("() => !location.search")
        page.wait_for_function(
            "(before) => document.querySelector('#resultats .answer h2')?.innerText === before", arg=before
        )
        assert witness.take() == []
