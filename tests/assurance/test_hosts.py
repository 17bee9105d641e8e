"""The address of the portal is its operator's word, never a request's."""

import pytest
from django.conf import settings
from django.test import Client

from support.models import Mail
from tests.accounts import entrance

from .routes import ROUTES
from .visits import client_of, pages, path_of

EVIL = "mechant.example"


@pytest.mark.parametrize(
    "host", [EVIL, f"testserver.{EVIL}", f"testserver@{EVIL}", "", "testserver:port", "a b"]
)
def test_a_foreign_host_is_refused_on_every_route(host, world, client):
    for name, route in ROUTES.items():
        path = path_of(world, name, route.cases[0])
        # Once as it should be, so that a page kept in memory would be there to be served.
        client.get(path)
        assert client.get(path, headers={"Host": host}).status_code == 400, path


FORWARDED = ["X-Forwarded-Host", "X-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded"]


@pytest.mark.parametrize("header", FORWARDED)
def test_a_forwarded_host_changes_nothing(header, world):
    value = f"host={EVIL}" if header == "Forwarded" else EVIL
    for name, case, role, path in pages(world):
        if case.settings or role not in ("anonymous", "outsider", "facilitator"):
            continue
        response = client_of(world, case, role).get(path, headers={header: value})
        assert response.status_code == 200, (name, path)
        assert EVIL not in response.content.decode(errors="replace"), path
        assert EVIL not in str(response.headers), path


@pytest.mark.parametrize(
    "headers", [{"Host": "localhost"}, {"X-Forwarded-Host": EVIL}], ids=["host", "forwarded"]
)
def test_mails_give_the_configured_address(headers, world):
    """Even when the request came by another name that the portal answers to."""
    known, unknown = world.users["outsider"].email, "inconnue@example.org"
    before = list(Mail.objects.values_list("pk", flat=True))
    for page, data in (
        (entrance.LOGIN, {"login": known}),
        (entrance.LOGIN, {"login": unknown}),
        (entrance.SIGNUP, {"email": known}),
        (entrance.SIGNUP, {"email": unknown}),
    ):
        # Each from a browser of its own: one that waits for a code is sent back to where it is typed.
        assert Client().post(page, data, headers=headers).status_code == 302
    mails = [mail.body + mail.subject + mail.message_id for mail in Mail.objects.exclude(pk__in=before)]
    assert len(mails) == 4
    assert all(settings.PORTAL_URL in mail for mail in mails)
    for mail in mails:
        assert "//localhost" not in mail
        assert "@localhost" not in mail
        assert EVIL not in mail
