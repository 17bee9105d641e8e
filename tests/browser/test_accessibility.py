"""Every page that a role may read, looked at as `accessibility` looks, in both schemes and in forced colours."""

import re

import pytest

from tests.assurance.routes import ROUTES
from tests.assurance.visits import client_of, path_of, readers

from . import accessibility as a11y

pytestmark = pytest.mark.browser

DECLARED = [
    (name, case)
    for name, route in ROUTES.items()
    if route.is_page
    for case in route.cases
    if readers(name, case) and not case.is_twin
]
# What `make run` shows, and the pages of an error.
REAL = {
    "/cycles/essonne-2021/": 200,
    "/cycles/demonstration/": 200,
    "/cycles/essonne-2021/programme/": 200,
    "/cycles/demonstration/programme/": 200,
    "/carte/": 200,
    "/carte/?public=age_16_18&territoire=intercommunalite-200059228": 200,
    "/territoires/departement/91/": 200,
    "/territoires/intercommunalite/200059228/": 200,
    "/territoires/commune/91228/": 200,
    "/nulle-part/": 404,
    "/cycles/nulle-part/": 404,
}


@pytest.mark.parametrize(("name", "case"), DECLARED, ids=[f"{name}-{case.name}" for name, case in DECLARED])
def test_declared_page(name, case, portal, visitor):
    clients = {role: client_of(portal.world, case, role) for role in readers(name, case)}
    examine(visitor, path_of(portal.world, name, case), clients)


@pytest.mark.parametrize(("path", "status"), REAL.items(), ids=REAL)
def test_real_page(path, status, portal, visitor):
    clients = {role: portal.world.client(role) for role in ("anonymous", "participant")}
    examine(visitor, path, clients, status)


def examine(visitor, path, clients, status=200):
    findings = [
        f"{path} as {role}: {finding}"
        for role in distinct(path, clients)
        for finding in look(visitor, path, clients[role], status)
    ]
    assert not findings, "\n" + "\n".join(findings)


def distinct(path, clients):
    """One role for each different content: two who read the same words between the same headers need one look."""
    seen: dict[str, str] = {}
    for role, client in clients.items():
        html = client.get(path).content.decode()
        html = html[html.index("<main") : html.index("</main>")]
        for own in (
            r'name="csrfmiddlewaretoken" value="\w+"',
            r'name="token" value="[\w-]+"',
            r"[\w.-]+@[\w.-]+",
        ):
            html = re.sub(own, "", html)
        seen.setdefault(html, role)
    return list(seen.values())


def look(visitor, path, client, status):
    """Every check on one page, in an order that spares loads: the keyboard first, on a page nobody touched."""
    # First of all: a button that swaps may also change what the page says.
    with visitor(client, viewport=size(a11y.WIDE), java_script_enabled=False) as (page, _):
        page.goto(path)
        without_script = words(page)
    with visitor(client, viewport=size(a11y.WIDE)) as (page, witness):
        answer = page.goto(path)
        a11y.ready(page)
        text = words(page)
        findings = [] if answer.status == status else [f"status {answer.status}"]
        if text != without_script:
            findings.append("without JavaScript the page says something else")
        findings += [f"policy: {what}" for what in page.evaluate("() => window.__violations")]
        findings += a11y.check_structure(page)
        findings += a11y.check_names(page)
        findings += a11y.check_keyboard(page)
        # The browser itself says in the console that an error page is one.
        events = [event for event in witness.take() if status == 200 or "Failed to load" not in event]
        findings += a11y.check_axe(page)
        findings += a11y.check_drawn_text(page)
        findings += a11y.check_focus_visible(page, "light")
        page.emulate_media(color_scheme="dark")
        findings += a11y.check_contrast(page) + a11y.check_drawn_text(page)
        findings += a11y.check_focus_visible(page, "dark")
        page.emulate_media(color_scheme="light", forced_colors="active")
        findings += a11y.check_focus_visible(page, "forced colours")
        page.emulate_media(color_scheme="light", forced_colors="none")
        findings += a11y.check_reduced_motion(page)
        for viewport in (a11y.WIDE, a11y.PHONE):
            page.set_viewport_size(size(viewport))
            findings += [f"{finding} at {viewport[0]} px" for finding in a11y.check_targets(page)]
        findings += a11y.check_reflow(page)
        findings += a11y.check_large_text(page)
        findings += a11y.check_text_spacing(page)
        findings += look_at_forms(page, path)
        page.set_viewport_size(size(a11y.WIDE))
        page.goto(path)
        a11y.ready(page)
        findings += a11y.check_swaps(page)
        findings += [f"policy: {what}" for what in page.evaluate("() => window.__violations")]
    return list(dict.fromkeys(findings + events))


def look_at_forms(page, path):
    page.set_viewport_size(size(a11y.WIDE))
    page.goto(path)
    a11y.ready(page)
    findings = []
    for number in range(a11y.forms_to_try(page)):
        if number:
            page.goto(path)
            a11y.ready(page)
        found = a11y.check_empty_form(page, number)
        found += a11y.check_axe(page) + a11y.check_structure(page)
        page.emulate_media(color_scheme="dark")
        found += a11y.check_contrast(page)
        page.emulate_media(color_scheme="light")
        found += a11y.check_reflow(page)
        page.set_viewport_size(size(a11y.WIDE))
        findings += [f"form in error: {finding}" for finding in found]
    return findings


def size(viewport):
    return {"width": viewport[0], "height": viewport[1]}


def words(page):
    return re.sub(r"\s+", " ", page.locator("main").inner_text())
