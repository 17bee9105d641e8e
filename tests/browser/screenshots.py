"""Pictures of pages at three widths and in both schemes, to be looked at by a person.

python -m tests.browser.screenshots http://127.0.0.1:8000/ --out var/screenshots [--role facilitator]
"""

import argparse
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from . import chromium

WIDTHS = {390: 844, 820: 1180, 1440: 900}
SCHEMES = ("light", "dark")


def name_of(address: str) -> str:
    """A file name that tells the page: `/cycles/demonstration/` becomes `cycles-demonstration`."""
    parts = urlsplit(address)
    name = f"{parts.path}-{parts.query}-{parts.fragment}"
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "home"


def log_in(page, address: str, role: str):
    """Through the demonstration's own door."""
    parts = urlsplit(address)
    page.goto(f"{parts.scheme}://{parts.netloc}/demo/")
    choice = page.locator(f'button[name="role"][value="{role}"], form:has(input[value="{role}"]) button')
    choice.first.click()
    page.wait_for_load_state()


def take(addresses, out: Path, role: str | None = None, widths=WIDTHS, schemes=SCHEMES, full=True):
    """Write `<page>[-role]-<width>-<scheme>.png` for every page; yields each path as it is written."""
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
        page = context.new_page()
        if role:
            log_in(page, addresses[0], role)
        for address in addresses:
            answer = page.goto(address, wait_until="networkidle")
            if answer is not None and answer.status >= 400:
                print(f"{answer.status}: {address}", file=sys.stderr)
            for width in widths:
                for scheme in schemes:
                    page.set_viewport_size({"width": width, "height": WIDTHS.get(width, 900)})
                    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                    parts = [name_of(address), *([role] if role else []), str(width), scheme]
                    path = out / ("-".join(parts) + ".png")
                    page.screenshot(path=path, full_page=full)
                    yield path
        browser.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("addresses", nargs="+", metavar="URL")
    parser.add_argument("--out", type=Path, default=Path("var/screenshots"))
    parser.add_argument("--role", choices=["facilitator", "participant", "observer"])
    parser.add_argument("--width", type=int, action="append", help="only this width (may be repeated)")
    parser.add_argument("--scheme", choices=SCHEMES, action="append", help="only this scheme")
    parser.add_argument("--screen", action="store_true", help="the first screenful, not the whole page")
    options = parser.parse_args()
    for path in take(
        options.addresses,
        options.out,
        options.role,
        options.width or WIDTHS,
        options.scheme or SCHEMES,
        full=not options.screen,
    ):
        print(path)


if __name__ == "__main__":
    main()
