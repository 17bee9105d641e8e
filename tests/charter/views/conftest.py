import pytest
from django.test import Client

from tests.factories import charter as made
from tests.factories.accounts import user
from tests.factories.mapping import actor
from tests.factories.participants import participant
from tests.journeys import log_in_freshly


@pytest.fixture
def version():
    return made.version()


@pytest.fixture
def person(version):
    """A participant with a card."""
    card = {"name": "Awa Diop", "function": "Enseignante", "organisation": actor(name="Collège des Tilleuls")}
    return participant(version.charter.cycle, user(), **card).membership.user


@pytest.fixture
def fresh(client, person):
    """The participant's browser, a moment after log-in."""
    log_in_freshly(client, person)
    return client


@pytest.fixture
def stale(person):
    """The participant's browser, long after log-in."""
    browser = Client()
    browser.force_login(person)
    return browser
