"""The checks themselves: each finds the fault that it is there to find, and nothing on a page without it."""

from pathlib import Path

import django_htmx
import pytest

from . import accessibility as a11y
from .conftest import LISTEN, Witness

pytestmark = pytest.mark.browser

GOOD = """<!doctype html><html lang="fr"><head><title>Une page · Portail</title><style>
  body {{ background: #fff; color: #111; font: 1.1rem/1.5 sans-serif; margin: 1rem; }}
  main:focus {{ outline: none; }} :focus-visible {{ outline: 3px solid #06c; outline-offset: 2px; }}
  .row {{ display: flex; gap: 2rem; }} .row a, button, .skip, input {{ font: inherit; min-height: 2rem; min-width: 2rem; display: inline-block; }}
</style></head><body><a class="skip" href="#contenu">Aller au contenu</a>
<header><nav aria-label="Principal"><div class="row"><a href="/a">Un</a><a href="/b">Deux</a></div></nav></header>
<main id="contenu" tabindex="-1"><h1>Une page</h1>{body}</main></body></html>"""
FINE = '<h2>Suite</h2><p>Un texte, <a href="/c">un lien</a>, la suite.</p><p><button>Envoyer</button></p>'
MANY = "".join(
    f'<a href="/{n}"><rect x="{n * 30}" width="28" height="28"/><title>{n}</title></a>' for n in range(20)
)

WHOLE = [
    a11y.check_structure,
    a11y.check_names,
    a11y.check_keyboard,
    a11y.check_axe,
    a11y.check_targets,
    a11y.check_reflow,
    a11y.check_large_text,
    a11y.check_text_spacing,
    a11y.check_reduced_motion,
]
FAULTS = {
    "no level skipped": (a11y.check_structure, "<h3>Trop bas</h3>", "h3"),
    "one h1": (a11y.check_structure, "<h1>Encore</h1>", "2 h1"),
    "one id": (a11y.check_structure, '<p id="a"></p><p id="a"></p>', "twice"),
    "two navigations": (a11y.check_structure, "<nav></nav>", "navigations"),
    "a name": (a11y.check_names, "<button></button>", "button has no name"),
    "a name of an input": (a11y.check_names, "<input>", "textbox has no name"),
    "label in name": (
        a11y.check_names,
        '<a href="/x" aria-label="Partir">Lire la suite</a>',
        "lire la suite",
    ),
    "axe": (a11y.check_axe, '<p style="color: #bbb">Pâle</p>', "color-contrast"),
    "drawn text": (
        a11y.check_drawn_text,
        '<svg width="90" height="40"><rect width="90" height="40" fill="#222"/><text x="9" y="25">Mot</text></svg>',
        "contrast of",
    ),
    "axe, undecided": (
        a11y.check_axe,
        '<p style="background: linear-gradient(#fff, #eee)">Sur un dégradé</p>',
        "incomplete: color-contrast",
    ),
    "order": (
        a11y.check_keyboard,
        '<div style="display: flex; flex-direction: column-reverse"><a href="/x">Un</a><a href="/y">Deux</a></div>',
        "goes back",
    ),
    "order on a line": (
        a11y.check_keyboard,
        '<div style="display: flex; flex-direction: row-reverse"><a href="/x">Un</a><a href="/y">Deux</a></div>',
        "goes back",
    ),
    "trap": (
        a11y.check_keyboard,
        '<button id="t">Piège</button><script>t.onkeydown = (e) => e.preventDefault()</script>',
        "Tab stays on",
    ),
    "loop": (
        a11y.check_keyboard,
        '<button id="t">Un</button><button id="u">Deux</button><a href="/z">Après</a>'
        "<script>u.onkeydown = (e) => { e.preventDefault(); t.focus(); }</script>",
        "never",
    ),
    "unreached": (
        a11y.check_keyboard,
        '<button id="t">Un</button><button id="u">Deux</button><button id="v">Trois</button>'
        "<script>t.onkeydown = (e) => { e.preventDefault(); v.focus(); }</script>",
        "never reaches",
    ),
    "obscured": (
        a11y.check_keyboard,
        '<button>Caché</button><div style="position: fixed; inset: 0; background: #fff"></div>',
        "is hidden",
    ),
    "a map without a way past": (
        a11y.check_keyboard,
        f'<svg width="600" height="30" role="group" aria-label="Carte">{MANY}</svg>',
        "20 stops",
    ),
    "no skip link": (
        a11y.check_keyboard,
        "<script>document.querySelector('.skip').remove()</script><p><a href='/z'>Fin</a></p>",
        "none of the first two",
    ),
    "dead skip link": (
        a11y.check_keyboard,
        "<script>document.querySelector('main').id = 'autre'</script>",
        "does not put the focus",
    ),
    "small": (
        a11y.check_targets,
        '<a href="/x" style="display: block; width: 9px; height: 9px"></a>',
        "9 × 9",
    ),
    "small link alone on its line": (
        a11y.check_targets,
        '<p style="font-size: 10px"><a href="/x">x</a></p>',
        "px",
    ),
    "wide": (a11y.check_reflow, '<div style="width: 500px">Large</div>', "px wide"),
    "wide, unnamed scroller": (
        a11y.check_reflow,
        '<div style="overflow-x: auto"><div style="width: 500px">Large</div></div>',
        "scrolls sideways",
    ),
    "large text clipped": (
        a11y.check_large_text,
        '<div style="height: 2rem; overflow: hidden; width: 6rem"><p>Beaucoup de mots ici</p></div>',
        "hides",
    ),
    "text in px": (a11y.check_large_text, '<p style="font-size: 12px">Fixe</p>', "stays at 12px"),
    "text out of its box": (
        a11y.check_text_spacing,
        '<p style="height: 1.2rem; width: 12rem">Une phrase qui prend deux lignes ou trois</p>',
        "runs",
    ),
    "spacing, clipped": (
        a11y.check_text_spacing,
        '<span style="display: block; width: 9ch; overflow: hidden; white-space: nowrap">Dix lettres</span>',
        "hides",
    ),
    "animation": (
        a11y.check_reduced_motion,
        "<style>@keyframes k { to { opacity: 0 } } .k { animation: k 2s infinite }</style><p class='k'>Bouge</p>",
        "animated",
    ),
    "transition": (a11y.check_reduced_motion, '<p style="transition: color 1s">Change</p>', "moves"),
}


HTML = "text/html; charset=utf-8"


@pytest.fixture(scope="module")
def show(browser):
    """show(html): a page at an address of its own, never asked of the network."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()

    def answer(html):
        page.unroute_all()
        page.emulate_media(reduced_motion="no-preference")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.route("**/*", lambda route: route.fulfill(body=html, content_type=HTML))
        page.goto("http://page.invalid/")
        return a11y.ready(page)

    yield answer
    context.close()


@pytest.mark.parametrize("check", WHOLE, ids=lambda check: check.__name__)
def test_nothing_on_a_good_page(check, show):
    assert check(show(GOOD.format(body=FINE))) == []


@pytest.mark.parametrize(("check", "body", "word"), FAULTS.values(), ids=FAULTS)
def test_finds(check, body, word, show):
    findings = check(show(GOOD.format(body=body)))
    assert any(word in finding for finding in findings), findings


def test_a_map_that_can_be_passed_is_fine(show):
    body = (
        '<p><a href="#suite">Passer la carte</a></p>'
        f'<svg width="600" height="30" role="group" aria-label="Carte">{MANY}</svg><p id="suite" tabindex="-1">Suite</p>'
    )
    assert a11y.check_keyboard(show(GOOD.format(body=body))) == []


def test_a_small_map_link_with_a_large_twin_is_fine(show):
    dot = '<svg width="60" height="30" role="group" aria-label="Carte"><a href="/d"><rect width="9" height="9"/></a></svg>'
    twin = '<p><a href="/d" style="display: block; padding: 1rem">La même chose</a></p>'
    assert a11y.check_targets(show(GOOD.format(body=dot + twin))) == []
    assert a11y.check_targets(show(GOOD.format(body=dot))) != []


@pytest.mark.parametrize(
    ("style", "word"),
    [
        ("outline: none", "no outline"),
        ("outline: none; box-shadow: 0 0 0 3px red", "no outline"),
        ("outline: 3px solid #eee", "outline of 1."),
    ],
)
def test_finds_a_focus_that_is_not_seen(style, word, show):
    body = f"<style>button:focus-visible {{ {style} !important }}</style><button>Ici</button>"
    findings = a11y.check_focus_visible(show(GOOD.format(body=body)), "light")
    assert any(word in finding for finding in findings), findings


def test_a_focus_that_is_seen_is_fine(show):
    assert a11y.check_focus_visible(show(GOOD.format(body=FINE)), "light") == []


FORM = '<form method="post"><label for="n">Nom</label> <input id="n" name="n" required> <label for="m">Mot</label> <input id="m" name="m"> <button>Envoyer</button></form>'
TOLD = """<div class="errors" role="alert" tabindex="-1" autofocus><a href="#n">Nom</a> manque.</div>
<form method="post"><label for="n">Nom</label> <input id="n" name="n" required aria-invalid="true" aria-describedby="e">
<p id="e">Erreur : il manque.</p> <label for="m">Mot</label> <input id="m" name="m" value="Ceci reste écrit"></form>"""


@pytest.mark.parametrize(
    ("after", "word"),
    [
        (TOLD, None),
        (TOLD.replace(' aria-invalid="true"', ""), "aria-invalid"),
        (TOLD.replace('id="e"', 'id="f"'), "leads nowhere"),
        (TOLD.replace("Erreur :", ""), "does not tell"),
        (TOLD.replace(" autofocus", ""), "not on the summary"),
        (TOLD.replace('value="Ceci reste écrit"', ""), "was typed"),
        (TOLD.replace("#n", "#z"), "leads nowhere"),
    ],
)
def test_finds_an_error_badly_told(after, word, show):
    page = show(GOOD.format(body=FORM))
    assert a11y.forms_to_try(page) == 1
    page.unroute_all()
    page.route(
        "**/*",
        lambda route: route.fulfill(body=GOOD.format(body=after), content_type=HTML),
    )
    findings = a11y.check_empty_form(page, 0)
    assert any(word in finding for finding in findings) if word else not findings, findings


SWAPS = """<div id="messages" aria-live="polite"></div>
<section id="part"><button id="b" hx-get="/part" hx-target="#part" hx-swap="{swap}">Suivant</button></section>
<script src="/htmx.js"></script>"""


@pytest.mark.parametrize(
    ("swap", "part", "live", "word"),
    [
        ("innerHTML", '<button id="b" hx-get="/part" hx-target="#part">Suivant</button>', True, None),
        ("innerHTML", "<p>Plus rien</p>", True, "focus is lost"),
        (
            "innerHTML",
            '<button id="b" hx-get="/part" hx-target="#part">Suivant</button>',
            False,
            "no live region",
        ),
    ],
    ids=["fine", "focus lost", "silent"],
)
def test_finds_a_swap_that_loses_the_reader(swap, part, live, word, show):
    body = SWAPS.format(swap=swap)
    page = show(GOOD.format(body=body if live else body.replace(' aria-live="polite"', "")))
    htmx = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
    page.route("**/part", lambda route: route.fulfill(body=part, content_type=HTML))
    page.route(
        "**/htmx.js", lambda route: route.fulfill(body=htmx.read_text(), content_type="text/javascript")
    )
    a11y.ready(page.reload() and page)
    findings = a11y.check_swaps(page)
    assert any(word in finding for finding in findings) if word else not findings, findings


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("<script>console.error('aïe')</script>", "console: aïe"),
        ("<script>throw new Error('aïe')</script>", "script error: aïe"),
        (
            '<img src="https://ailleurs.invalid/a.png" alt="Ailleurs">',
            "another host: https://ailleurs.invalid",
        ),
    ],
)
def test_the_witness_sees(body, word, show):
    page = show(GOOD.format(body=FINE))
    witness = Witness("page.invalid")
    witness.watch(page)
    page.unroute_all()
    page.route("**/*", lambda route: route.fulfill(body=GOOD.format(body=body), content_type=HTML))
    page.reload(wait_until="networkidle")
    assert any(word in event for event in witness.take()), witness.events


def test_the_witness_sees_nothing_on_a_good_page(show):
    page = show(GOOD.format(body=FINE))
    witness = Witness("page.invalid")
    witness.watch(page)
    page.reload(wait_until="networkidle")
    assert witness.take() == []


def test_a_violation_of_the_policy_is_noted(show):
    page = show(GOOD.format(body=FINE))
    page.add_init_script(LISTEN)
    page.unroute_all()
    page.route(
        "**/*",
        lambda route: route.fulfill(
            body=GOOD.format(body='<p onclick="1">Clic</p>'),
            headers={"Content-Security-Policy": "script-src 'self'", "Content-Type": HTML},
        ),
    )
    page.reload()
    assert "script-src-attr" in str(page.evaluate("() => window.__violations"))
