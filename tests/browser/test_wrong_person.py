"""A page kept by the browser is never shown to the wrong person: log in, log out, Back."""

import pytest

from . import chromium

pytestmark = pytest.mark.browser

CYCLE, PROFILE, LOGIN = "/cycles/demonstration/", "/compte/", "/compte/connexion/"
OUT, IN = "Se connecter", "Mon compte"
TELL = "addEventListener('pageshow', (event) => { window.__kept = event.persisted; });"


@pytest.fixture(scope="module")
def keeping_browser(playwright):
    """Playwright starts Chromium without its back/forward cache; people have it."""
    path = chromium.find()
    browser = playwright.chromium.launch(
        executable_path=path,
        args=list(chromium.FLAGS),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@pytest.fixture
def page(keeping_browser, portal):
    context = keeping_browser.new_context(base_url=portal.url, locale="fr-FR")
    context.add_init_script(TELL)
    yield context.new_page()
    context.close()


def enter(page, role="participant"):
    page.goto("/demo/")
    page.locator(f'button[name="role"][value="{role}"], form:has(input[value="{role}"]) button').first.click()
    page.wait_for_load_state()


def leave(page):
    page.goto(PROFILE)
    page.locator("main form[action*='deconnexion'] button").click()
    page.wait_for_load_state()
    if "deconnexion" in page.url:
        page.locator("main form[action*='deconnexion'] button, main form button").first.click()
        page.wait_for_load_state()


def header(page):
    return page.locator("header nav").inner_text()


def back(page):
    # A page that comes back from the browser's own memory is not loaded again: no event "load" to wait for.
    page.go_back(wait_until="commit")
    page.wait_for_function("() => document.readyState === 'complete'")


def back_to(page, path):
    """Press Back until there, as somebody who sits down after another would."""
    for _ in range(10):
        back(page)
        if page.url.endswith(path):
            return
    raise AssertionError(f"Back never led to {path}")


def test_the_browser_of_these_tests_keeps_pages(page):
    """Else the others would pass without a cache to be wrong."""
    page.goto("/mentions-legales/")
    page.goto("/confidentialite/")
    back(page)
    assert page.evaluate("() => window.__kept") is True


def test_back_after_logging_out_shows_nobody(page):
    enter(page)
    page.goto(CYCLE)
    assert IN in header(page)
    leave(page)
    assert OUT in header(page)
    back_to(page, CYCLE)
    assert OUT in header(page)
    assert IN not in header(page)


def test_back_after_logging_out_shows_no_private_page(page):
    enter(page)
    page.goto(PROFILE)
    address = page.locator("main").inner_text()
    assert "demo.invalid" in address
    leave(page)
    back(page)
    assert "demo.invalid" not in page.locator("body").inner_text()


def test_the_page_read_before_logging_in_shows_who_logged_in(page):
    page.goto(CYCLE)
    assert OUT in header(page)
    enter(page)
    page.goto(CYCLE)
    assert IN in header(page)
    # Going back shows the page for everybody as it was left; whatever is asked anew shows who is there.
    back_to(page, "/demo/")
    back_to(page, CYCLE)
    page.reload()
    assert IN in header(page)


def test_the_next_person_sees_their_own_page(page):
    enter(page, "facilitator")
    page.goto(PROFILE)
    first = page.locator("main").inner_text()
    leave(page)
    enter(page, "observer")
    page.goto(PROFILE)
    second = page.locator("main").inner_text()
    assert first != second
    back_to(page, "/demo/")
    back_to(page, PROFILE)
    assert page.locator("main").inner_text() == second


def test_another_scheme_shows_the_same_person(page):
    enter(page)
    page.goto(CYCLE)
    page.emulate_media(color_scheme="dark")
    page.reload()
    assert IN in header(page)
    leave(page)
    page.emulate_media(color_scheme="light")
    page.goto(CYCLE)
    assert OUT in header(page)
