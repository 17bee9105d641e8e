"""What a person with a keyboard, a magnifier or a screen reader meets: one function a check.

Each takes a Playwright page, and returns findings: sentences that name the element and what is wrong with it; an
empty list when nothing is. The checks measure the page as served: they add no style or script to its source.
"""

import itertools
import re
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT

TOOLS = (Path(__file__).parent / "tools.js").read_text()
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MANY_STOPS = 15
WIDE, PHONE, NARROW = (1280, 900), (390, 844), (320, 640)


@dataclass(frozen=True)
class Explained:
    """Something axe cannot decide by itself, and why it is right here."""

    rule: str
    target: str
    reason: str


EXPLAINED = (
    Explained(
        "color-contrast",
        r"\btext\b",
        "axe cannot tell what is painted under the words of a drawing: check_drawn_text does",
    ),
)


def ready(page):
    """Our own small tools, in the page."""
    page.evaluate(TOOLS)
    return page


# axe


def check_axe(page, rules=None) -> list[str]:
    """No violation, and nothing left undecided that EXPLAINED does not explain."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    options: dict = {"resultTypes": ["violations", "incomplete"]}
    options["runOnly"] = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": AXE_TAGS}
    results = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"axe {kind}: {finding['id']}: {' '.join(map(str, node['target']))}: {_why(node)}"
        for kind in ("violations", "incomplete")
        for finding in results[kind]
        for node in finding["nodes"]
        if kind == "violations" or not _is_explained(finding["id"], " ".join(map(str, node["target"])))
    ]


def check_contrast(page) -> list[str]:
    """The part of axe that another scheme can change."""
    return check_axe(page, ["color-contrast", "link-in-text-block"])


def check_drawn_text(page) -> list[str]:
    """Words in a drawing stand out from the shape under them: 4.5:1, or 3:1 where they are large."""
    return page.evaluate(
        """() => [...document.querySelectorAll('svg text')]
          .filter((el) => el.checkVisibility({ visibilityProperty: true }) && el.textContent.trim())
          .map((el) => {
            el.scrollIntoView({ block: 'center', behavior: 'instant' });
            const { left, top, width, height } = el.getBoundingClientRect();
            const under = document.elementsFromPoint(left + width / 2, top + height / 2).find((shape) =>
              !shape.closest('text') && shape instanceof SVGGraphicsElement && getComputedStyle(shape).fill !== 'none');
            const ground = under && under.localName !== 'svg' ? getComputedStyle(under).fill : __tools.ground(el);
            const ratio = __tools.contrast(getComputedStyle(el).fill, ground);
            const large = height >= 24 || (height >= 18.66 && getComputedStyle(el).fontWeight >= 700);
            return ratio >= (large ? 3 : 4.5) ? null
              : `drawing: ${__tools.describe(el)} has a contrast of ${ratio.toFixed(2)}:1`;
          }).filter(Boolean)"""
    )


def _why(node) -> str:
    return " / ".join(check["message"] for key in ("any", "all", "none") for check in node[key])


def _is_explained(rule: str, target: str) -> bool:
    return any(known.rule == rule and re.search(known.target, target) for known in EXPLAINED)


# Structure


def check_structure(page) -> list[str]:
    """A language, a title, one h1, no level skipped, one main, names of landmarks that repeat."""
    found = page.evaluate(
        """() => {
          const shown = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(__tools.shown);
          return {
            lang: document.documentElement.lang,
            title: document.title,
            headings: shown.map((el) => [Number(el.localName[1]), __tools.one_line(el.textContent)]),
            mains: document.querySelectorAll('main').length,
            navs: [...document.querySelectorAll('nav')].map((el) => el.getAttribute('aria-label')
              || el.getAttribute('aria-labelledby')),
            ids: [...document.querySelectorAll('[id]')].map((el) => el.id),
          };
        }"""
    )
    findings = []
    if not found["lang"].startswith("fr"):
        findings.append(f"structure: the page's language is {found['lang']!r}")
    if not re.search(r"\w.* · \w", found["title"]):
        findings.append(f"structure: the title is {found['title']!r}: it names the page, then the portal")
    levels = [level for level, _ in found["headings"]]
    if levels.count(1) != 1:
        findings.append(f"structure: {levels.count(1)} h1")
    for (before, _), (level, text) in zip(found["headings"], found["headings"][1:], strict=False):
        if level > before + 1:
            findings.append(f"structure: h{level} “{text}” comes after h{before}")
    findings += [f"structure: a heading h{level} is empty" for level, text in found["headings"] if not text]
    if found["mains"] != 1:
        findings.append(f"structure: {found['mains']} main")
    if None in found["navs"] or len(set(found["navs"])) < len(found["navs"]):
        findings.append(f"structure: navigations are named {found['navs']}")
    twice = {name for name in found["ids"] if found["ids"].count(name) > 1}
    findings += [f"structure: the id {name!r} is there twice" for name in sorted(twice)]
    return findings


def check_names(page) -> list[str]:
    """Each control has a name in the accessibility tree, and its visible words are within that name."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    roles = {
        *("button", "link", "textbox", "searchbox", "checkbox", "radio", "combobox", "listbox", "slider"),
        *("spinbutton", "switch", "tab", "menuitem", "DisclosureTriangle", "Date", "InputTime", "region"),
        *(
            "form",
            "dialog",
            "group",
            "image",
            "img",
            "meter",
            "progressbar",
            "table",
            "navigation",
            "graphics-document",
        ),
    }
    # A group of plain layout, or a table without caption, may go without a name.
    optional = {"group", "table", "form"}
    findings = [
        f"names: a {node['role']['value']} has no name (in: {_place(node, nodes)})"
        for node in nodes
        if not node.get("ignored")
        and node.get("role", {}).get("value") in roles - optional
        and not node.get("name", {}).get("value", "").strip()
    ]
    return findings + page.evaluate(
        """() => {
          const plain = (text) => __tools.one_line(text).toLowerCase().replace(/[’']/g, "'");
          return [...document.querySelectorAll('[aria-label], [aria-labelledby]')]
            .filter((el) => el.matches('a[href], button, input, select, textarea, summary') && __tools.shown(el))
            .map((el) => {
              const by = (el.getAttribute('aria-labelledby') || '').split(/\\s+/).filter(Boolean);
              const name = by.length
                ? by.map((id) => document.getElementById(id)?.textContent || '').join(' ')
                : el.getAttribute('aria-label');
              const label = el.labels?.length ? el.labels[0].innerText : el.innerText;
              return plain(name).includes(plain(label || '')) ? null
                : `names: ${__tools.describe(el)} shows “${plain(label)}” but is called “${plain(name)}”`;
            }).filter(Boolean);
        }"""
    )


def _place(node, nodes) -> str:
    """The nearest named ancestor, to find the culprit by."""
    by_id = {other["nodeId"]: other for other in nodes}
    while node := by_id.get(node.get("parentId", "")):
        name = node.get("name", {}).get("value", "")
        if name:
            return f"{node.get('role', {}).get('value')} “{name[:50]}”"
    return "the page"


# Keyboard


def check_keyboard(page) -> list[str]:
    """From a fresh load: a way to the content in two stops, every control reached, in visual order, no trap."""
    expected = page.evaluate(
        "() => { window.__stops = __tools.tabbable(); return window.__stops.map(__tools.describe); }"
    )
    findings, stops, again = [], [], 0
    # Twice as many presses as there are stops: whoever is still inside is trapped.
    for _ in range(2 * len(expected) + 5):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop is None:
            break
        if stops and stop["index"] == stops[0]["index"]:
            break
        if stops and stop["index"] == stops[-1]["index"] and stop["index"] >= 0:
            again += 1
            if again <= stop["parts"]:
                continue
            findings.append(f"keyboard: Tab stays on {stop['what']}")
            break
        again = 0
        stops.append(stop)
    else:
        findings.append("keyboard: Tab never leaves the page")
    reached = {stop["index"] for stop in stops}
    findings += [
        f"keyboard: Tab never reaches {what}" for index, what in enumerate(expected) if index not in reached
    ]
    findings += _visual_order(stops) + _skippable(stops)
    findings += [f"keyboard: {stop['what']} is hidden when it has focus" for stop in stops if stop["hidden"]]
    return findings + _skip_to_content(page, stops)


_STOP = """() => {
  const el = document.activeElement;
  if (!el || el === document.body || el === document.documentElement) return null;
  const rect = el.getBoundingClientRect();
  const { left, top, right, bottom } = __tools.box(el);
  const part = (x, y) => {
    const hit = document.elementFromPoint(x, y);
    return hit && (hit === el || el.contains(hit) || hit.contains(el) || hit.closest('label')?.control === el);
  };
  const xs = [rect.left + 2, (rect.left + rect.right) / 2, rect.right - 2];
  const ys = [rect.top + 2, (rect.top + rect.bottom) / 2, rect.bottom - 2];
  const group = el.closest('svg, table, [role=grid]');
  return {
    index: window.__stops.indexOf(el), what: __tools.describe(el), left, top, right, bottom,
    hidden: !el.closest('svg') && !xs.some((x) => ys.some((y) => part(x, y))),
    group: group ? [...document.querySelectorAll('svg, table, [role=grid]')].indexOf(group) : -1,
    svg: Boolean(el.closest('svg')),
    fixed: ['fixed', 'sticky'].includes(getComputedStyle(el).position),
    href: el.getAttribute('href'),
    // Day, month, year and the button that opens the picker are one field to us, and stops of their own.
    parts: el.matches('input[type=date], input[type=time]') ? 4 : 0,
    leads_past: (() => {
      const target = el.getAttribute('href')?.startsWith('#') && document.getElementById(el.getAttribute('href').slice(1));
      const next = window.__stops[window.__stops.indexOf(el) + 1];
      const block = next?.closest('svg, table, [role=grid]');
      return Boolean(target && block && (block.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING));
    })(),
  };
}"""


def _visual_order(stops) -> list[str]:
    """A stop is below the one before, or to its right: the top of the next column comes after the foot of this one."""
    findings = []
    for before, now in itertools.pairwise(stops):
        if before["svg"] or now["svg"] or before["fixed"] or now["fixed"]:
            continue
        is_above = now["bottom"] <= before["top"] + 1
        same_line = now["top"] < before["bottom"] - 1 and before["top"] < now["bottom"] - 1
        to_the_right = now["left"] >= before["right"] - 1
        back_on_the_line = same_line and now["right"] <= before["left"] + 1
        if (is_above and not to_the_right and now["left"] <= before["left"] + 40) or back_on_the_line:
            findings.append(f"keyboard: after {before['what']} focus goes back to {now['what']}")
    return findings


def _skippable(stops) -> list[str]:
    """A map or a grid of many stops can be passed by a link just before it."""
    findings = []
    for group in {stop["group"] for stop in stops} - {-1}:
        inside = [n for n, stop in enumerate(stops) if stop["group"] == group]
        before = stops[inside[0] - 1] if inside[0] else None
        if len(inside) > MANY_STOPS and not (before and before["leads_past"]):
            findings.append(
                f"keyboard: {len(inside)} stops from {stops[inside[0]]['what']} and no way past them"
            )
    return findings


def _skip_to_content(page, stops) -> list[str]:
    """One of the first two stops leads to the main content, and Enter goes there."""
    for count, stop in enumerate(stops[:2], start=1):
        if stop["href"] and stop["href"].startswith("#"):
            page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
            page.locator(f'a[href="{stop["href"]}"]').first.focus()
            page.keyboard.press("Enter")
            inside = page.evaluate(
                "() => { const main = document.querySelector('main');"
                " return main === document.activeElement || main.contains(document.activeElement); }"
            )
            return [] if inside else [f"keyboard: stop {count} does not put the focus into main"]
    if len(stops) <= 2:
        return []
    return ["keyboard: none of the first two stops leads to the main content"]


def check_focus_visible(page, medium: str) -> list[str]:
    """Each control, focused from the keyboard, wears an outline of 2 px and 3:1 against what surrounds it."""
    # From now on focus() counts as coming from the keyboard.
    page.keyboard.press("Tab")
    found = page.evaluate(
        """() => {
          const look = (el) => {
            const parts = [el, ...(el.closest('svg') ? el.querySelectorAll('*') : [])];
            return parts.map((part) => {
              const s = getComputedStyle(part);
              return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.stroke, s.strokeWidth, s.fill, s.filter].join();
            }).join(';');
          };
          const findings = [];
          let in_svg = 0;
          for (const el of __tools.tabbable()) {
            if (el.closest('svg') && ++in_svg > 6) continue;
            document.activeElement.blur?.();
            const before = look(el);
            el.focus({ preventScroll: true });
            if (document.activeElement !== el) { findings.push([el, 'takes no focus']); continue; }
            const style = getComputedStyle(el);
            const forced = matchMedia('(forced-colors: active)').matches;
            if (el.closest('svg')) {
              if (look(el) === before) findings.push([el, 'looks the same with and without focus']);
              continue;
            }
            if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) {
              findings.push([el, `has no outline (${style.outlineStyle} ${style.outlineWidth})`]);
            } else if (!forced) {
              const offset = parseFloat(style.outlineOffset);
              const ground = __tools.ground(offset >= 0 ? el.parentElement : el);
              const ratio = __tools.contrast(style.outlineColor, ground);
              if (ratio < 3) findings.push([el, `has an outline of ${ratio.toFixed(2)}:1`]);
            }
          }
          document.activeElement.blur?.();
          return findings.map(([el, what]) => `${__tools.describe(el)} ${what}`);
        }"""
    )
    return [f"focus ({medium}): {what}" for what in found]


# Size and room


def check_targets(page) -> list[str]:
    """No target under 24 × 24 px, but for links in a sentence, and for those with a large twin on the page."""
    page.evaluate("() => document.querySelectorAll('details').forEach((el) => { el.open = true; })")
    found = page.evaluate(
        """() => {
          const size = (el) => {
            const boxes = [el, ...(el.labels || [])].map((part) => part.getBoundingClientRect());
            return [Math.max(...boxes.map((b) => b.width)), Math.max(...boxes.map((b) => b.height))];
          };
          const large = (el) => size(el).every((side) => side >= 23.5);
          const in_sentence = (el) => {
            if (el.localName !== 'a' || el.closest('svg') || getComputedStyle(el).display !== 'inline') return false;
            const block = el.parentElement.closest('p, li, dd, td, th, figcaption, blockquote, h1, h2, h3, h4, label, div');
            const links = [...block.querySelectorAll('a')].map((a) => a.textContent).join('');
            return __tools.one_line(block.textContent).length > __tools.one_line(links).length + 2;
          };
          const twin = (el) => [...document.querySelectorAll('a[href]')].some((other) => other !== el
            && !other.closest('svg') && other.href === new URL(el.getAttribute('href'), document.baseURI).href
            && (__tools.shown(other) && (large(other) || in_sentence(other))));
          return [...document.querySelectorAll(__tools.CONTROLS)]
            .filter((el) => __tools.shown(el) && el.tabIndex >= 0 && !el.disabled && el.type !== 'hidden')
            .filter((el) => !el.matches('[role=region]') && !large(el) && !in_sentence(el))
            .filter((el) => !(el.closest('svg') && twin(el)) && !el.closest('.visually-hidden') && !el.matches('.skip'))
            .map((el) => `${__tools.describe(el)} is ${size(el).map((v) => Math.round(v)).join(' × ')} px`);
        }"""
    )
    return [f"targets: {what}" for what in found]


def check_reflow(page) -> list[str]:
    """At 320 px nothing scrolls sideways but named, focusable scrollers."""
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    return _sideways(page, "320 px") + page.evaluate(
        """() => [...document.querySelectorAll('body *')]
          .filter((el) => __tools.shown(el) && el.scrollWidth > el.clientWidth + 1 && el.clientWidth > 1)
          .filter((el) => ['auto', 'scroll'].includes(getComputedStyle(el).overflowX))
          .filter((el) => !el.matches('textarea, select, input'))
          .map((el) => {
            const named = el.getAttribute('aria-label') || el.getAttribute('aria-labelledby');
            return el.tabIndex >= 0 && named && el.getAttribute('role') === 'region' ? null
              : `reflow: ${__tools.describe(el)} scrolls sideways without a name, a role and a tab stop`;
          }).filter(Boolean)"""
    )


def _sideways(page, where: str) -> list[str]:
    return page.evaluate(
        """(where) => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          const scroller = (el) => el.parentElement?.closest('.scroll, [role=region][tabindex]');
          const culprits = [...document.querySelectorAll('body *')]
            .filter((el) => __tools.shown(el) && !scroller(el) && !el.closest('svg *'))
            .filter((el) => el.getBoundingClientRect().right > width + 0.5)
            .slice(-3).map(__tools.describe);
          return [`reflow (${where}): the page is ${document.documentElement.scrollWidth} px wide: ${culprits.join(', ')}`];
        }""",
        where,
    )


_CLIPPED = """(how) => {
  const findings = [];
  for (const el of document.querySelectorAll('body *')) {
    if (el.closest('svg') || !__tools.shown(el) || el.clientWidth <= 1 || el.clientHeight <= 1) continue;
    const style = getComputedStyle(el);
    const own_text = [...el.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const slack = parseFloat(style.fontSize) / 2;
    for (const [axis, over] of [['x', el.scrollWidth - el.clientWidth], ['y', el.scrollHeight - el.clientHeight]]) {
      const overflow = axis === 'x' ? style.overflowX : style.overflowY;
      if (['hidden', 'clip'].includes(overflow) && over > 1 && el.textContent.trim()) {
        findings.push(`${how}: ${__tools.describe(el)} hides ${over} px of its content (${axis})`);
      } else if (overflow === 'visible' && own_text && style.display !== 'inline' && over > slack) {
        findings.push(`${how}: the text of ${__tools.describe(el)} runs ${over} px out of its box (${axis})`);
      }
    }
    if (el.matches('input:not([type=checkbox], [type=radio], [type=hidden]), button, select')
        && el.clientHeight < 0.9 * parseFloat(style.fontSize)) {
      findings.push(`${how}: ${__tools.describe(el)} is lower than its text`);
    }
  }
  return findings;
}"""


def check_large_text(page) -> list[str]:
    """Text at 200 %: nothing clipped, and no sideways scroll."""
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    findings = page.evaluate(_CLIPPED, "text at 200 %") + _sideways(page, "text at 200 %")
    findings += page.evaluate(
        """() => [...document.querySelectorAll('p, li, dd, td, h1, h2, h3, label, a, button')]
          .filter((el) => __tools.shown(el) && !el.closest('svg') && el.textContent.trim())
          .filter((el) => parseFloat(getComputedStyle(el).fontSize) < 24)
          .slice(0, 5)
          .map((el) => `text at 200 %: ${__tools.describe(el)} stays at ${getComputedStyle(el).fontSize}`)"""
    )
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    return findings


def check_text_spacing(page) -> list[str]:
    """WCAG 1.4.12: lines, letters, words and paragraphs apart: nothing clipped."""
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
            word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
          document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
        }"""
    )
    findings = []
    for width, height in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": height})
        findings += page.evaluate(_CLIPPED, f"text spacing at {width} px") + _sideways(
            page, f"spacing, {width} px"
        )
    page.evaluate("() => { document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1); }")
    return findings


# Motion


def check_reduced_motion(page) -> list[str]:
    """Whoever asks for less motion gets none: nothing runs, nothing would run on hover or focus."""
    page.emulate_media(reduced_motion="reduce")
    return page.evaluate(
        """() => {
          const long = (list) => list.split(',').some((time) => parseFloat(time) * (time.includes('ms') ? 1 : 1000) > 10);
          const running = document.getAnimations().filter((one) => one.playState === 'running')
            .map((one) => `motion: ${__tools.describe(one.effect.target)} is being animated`);
          const would = [...document.querySelectorAll('*')].flatMap((el) =>
            ['', '::before', '::after'].filter((pseudo) => {
              const style = getComputedStyle(el, pseudo || undefined);
              return long(style.transitionDuration) || (style.animationName !== 'none' && long(style.animationDuration));
            }).map((pseudo) => `motion: ${__tools.describe(el)}${pseudo} moves under reduced motion`));
          const smooth = getComputedStyle(document.documentElement).scrollBehavior === 'smooth'
            ? ['motion: the page scrolls smoothly under reduced motion'] : [];
          return [...running, ...would.slice(0, 5), ...smooth];
        }"""
    )


# Forms


TYPED = "Ceci reste écrit"


def forms_to_try(page) -> int:
    """How many POST forms of the page's content ask for something."""
    return page.evaluate(_FORMS + " return forms().length; }")


_FORMS = """(given) => {
  const [number, typed] = given ?? [];
  const fields = (form) => [...form.elements].filter((el) => el.matches('input, select, textarea')
    && el.type !== 'hidden' && __tools.shown(el));
  const forms = () => [...document.querySelectorAll('main form[method=post]')]
    .filter((form) => fields(form).some((el) => el.required || el.matches('[aria-required=true]')));
"""


def check_empty_form(page, number: int) -> list[str]:
    """Posted empty but for one field: errors told beside their fields, summary focused, what was typed kept."""
    kept = page.evaluate(
        _FORMS
        + """
          const form = forms()[number];
          form.noValidate = true;
          for (const el of fields(form)) {
            if (el.type === 'checkbox' || el.type === 'radio') el.checked = false;
            else if (el.type !== 'file') el.value = '';
          }
          const text = fields(form).filter((el) => el.matches('textarea, input[type=text], input[type=email], input:not([type])'));
          const required = fields(form).filter((el) => el.required);
          // Where it is the only thing asked for, what is typed must be wrong: an address that is none.
          const chosen = text.find((el) => !el.required) || (required.length > 1 ? text[0] : text.find((el) => el.type === 'email'));
          if (chosen) chosen.value = typed;
          (form.querySelector('button:not([type=button]), input[type=submit]')).setAttribute('data-send', '');
          return chosen ? chosen.name : null;
        }""",
        [number, TYPED],
    )
    with page.expect_navigation():
        page.locator("[data-send]").click()
    ready(page)
    what = f"empty form {number + 1}"
    if kept is not None:
        value = page.evaluate("(name) => document.querySelector(`[name='${name}']`)?.value", kept)
        lost = [] if value == TYPED else [f"{what}: {kept} was typed and is now {value!r}"]
    else:
        lost = []
    return lost + page.evaluate(
        """(what) => {
          const findings = [];
          const wrong = [...document.querySelectorAll('main [aria-invalid=true]')];
          if (!wrong.length) findings.push(`${what}: no field is marked aria-invalid`);
          for (const el of wrong) {
            const texts = (el.getAttribute('aria-describedby') || el.closest('fieldset')?.getAttribute('aria-describedby') || '')
              .split(/\\s+/).filter(Boolean).map((id) => document.getElementById(id));
            if (!texts.length || texts.includes(null)) {
              findings.push(`${what}: aria-describedby of ${__tools.describe(el)} leads nowhere`);
            } else if (!texts.some((text) => /erreur/i.test(text.textContent))) {
              findings.push(`${what}: what describes ${__tools.describe(el)} does not tell the error`);
            }
          }
          const active = document.activeElement;
          if (!active.matches('[role=alert], [role=alert] *, .errors, .errors *')) {
            findings.push(`${what}: focus is on ${__tools.describe(active)}, not on the summary`);
          }
          const links = [...document.querySelectorAll('.errors a')];
          if (wrong.length && !links.length) findings.push(`${what}: the summary has no link to a field`);
          for (const link of links) {
            if (!document.getElementById(link.hash.slice(1))) {
              findings.push(`${what}: the summary's ${__tools.describe(link)} leads nowhere`);
            }
          }
          return findings;
        }""",
        what,
    )


# HTMX


def check_swaps(page) -> list[str]:
    """After each swap focus is somewhere, and a live region that was there before can speak."""
    findings = []
    count = page.evaluate(
        "() => [...document.querySelectorAll('main :is([hx-get], [hx-post])')].filter(__tools.shown).length"
    )
    if count and not page.evaluate(
        "() => Boolean(document.querySelector('[aria-live], [role=status], [role=alert]'))"
    ):
        findings.append("swaps: no live region stands ready")
    for number in range(count):
        element = page.locator("main :is([hx-get], [hx-post])").nth(number)
        if element.count() == 0 or not element.is_visible():
            continue
        what = element.evaluate("(el) => __tools.describe(el)")
        page.evaluate(
            """() => {
              window.__settled = false;
              document.addEventListener('htmx:afterSettle', () => { window.__settled = true; }, { once: true });
              for (const region of document.querySelectorAll('[aria-live], [role=status], [role=alert]')) region.__old = true;
            }"""
        )
        target = (
            element.locator("button:not([type=button]), input[type=submit]").first
            if (element.evaluate("(el) => el.localName") == "form")
            else element
        )
        target.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("() => window.__settled")
        if page.evaluate("() => document.activeElement === document.body"):
            findings.append(f"swaps: after {what} focus is lost")
        if not page.evaluate(
            "() => [...document.querySelectorAll('[aria-live], [role=status], [role=alert]')].some((el) => el.__old)"
        ):
            findings.append(f"swaps: after {what} no live region of before is left")
    return findings
