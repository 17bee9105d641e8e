import logging

import pytest
from django.test import client as test_client

from tests import roles


@pytest.fixture(autouse=True)
def quiet(caplog):
    """These suites ask for thousands of refusals: one log line each would hide what fails."""
    caplog.set_level(logging.CRITICAL, logger="django")


@pytest.fixture
def world(db, monkeypatch):
    # The test client copies the context of every template that a page uses; nobody here reads them.
    monkeypatch.setattr(test_client, "store_rendered_templates", lambda *args, **kwargs: None)
    return roles.world()
