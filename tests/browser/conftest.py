"""A Chromium for the session, and for each module a portal with people in it that this Chromium visits."""

import io
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import roles

from . import chromium

LISTEN = """
  window.__violations = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    window.__violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
  });
"""


@pytest.fixture(scope="session")
def playwright():
    if chromium.find() is None:
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail("No Chromium here, and REQUIRE_ALL asks for one.")
        pytest.skip("No Chromium here.")
    # Playwright's synchronous interface runs an event loop in this thread, which Django mistakes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright):
    browser = chromium.launch(playwright)
    yield browser
    browser.close()


@dataclass
class Portal:
    """The portal as served, and the world in it."""

    url: str
    world: roles.World


def pytest_collection_modifyitems(items):
    """So that pytest-django sets up the test database for them."""
    for item in items:
        if "portal" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture
def _django_db_helper():
    """In place of pytest-django's, which would empty the database after each test: `portal` keeps it a module."""


@pytest.fixture(scope="module")
def portal(django_db_setup, django_db_blocker):
    """Served from a thread: the small world of `tests.roles`, the real territories and both cycles."""
    demonstration = override_settings(PORTAL_DEMO=True, OUTBOX_KEEP_BODIES=True)
    with django_db_blocker.unblock(), demonstration:
        assert "test" in Path(connection.settings_dict["NAME"]).name, "not the test database"
        call_command("load_territories", verbosity=0)
        actors = settings.BASE_DIR / "mapping/data/essonne/actors-demonstration.toml"
        call_command("load_actors", actors, stdout=io.StringIO())
        for name in ("essonne-2021", "demonstration"):
            call_command("load_cycle", settings.BASE_DIR / f"cycle/data/{name}.toml", verbosity=0)
        world = roles.world()
        server = LiveServer("127.0.0.1")
        yield Portal(server.url, world)
        server.stop()
        call_command("flush", interactive=False, verbosity=0)
        # PostgreSQL drops no database that a pool still holds a connection to.
        connection.close()
        getattr(connection, "close_pool", lambda: None)()


@dataclass
class Witness:
    """What a page did besides showing itself."""

    host: str
    events: list[str] = field(default_factory=list)

    def watch(self, page):
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.events.append(f"script error: {error}"))
        page.on("request", lambda request: self._asked(request.url))

    def _said(self, message):
        if message.type in ("error", "warning"):
            self.events.append(f"console: {message.text}")

    def _asked(self, address):
        if urlsplit(address).scheme not in ("data", "blob") and urlsplit(address).netloc != self.host:
            self.events.append(f"request to another host: {address}")

    def take(self) -> list[str]:
        taken, self.events = self.events, []
        return taken


@pytest.fixture(scope="module")
def visitor(browser, portal):
    """visitor(client, **context options): a page that wears the cookies of a test client, and its witness."""

    @contextmanager
    def open_page(client, **options):
        context = browser.new_context(
            base_url=portal.url,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
            **options,
        )
        context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": portal.url}
                for name, morsel in client.cookies.items()
                if morsel.value
            ]
        )
        context.add_init_script(LISTEN)
        page = context.new_page()
        witness = Witness(urlsplit(portal.url).netloc)
        witness.watch(page)
        yield page, witness
        context.close()

    return open_page
