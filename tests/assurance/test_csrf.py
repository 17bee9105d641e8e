"""Nothing changes because of a page from elsewhere: every POST wants a token of ours, from our own origin."""

import pytest
from django.conf import settings
from django.middleware.csrf import _get_new_csrf_string
from django.test import override_settings

from .database import fingerprint
from .routes import LOGIN, ROUTES
from .visits import cases, client_of, data_of, path_of, status_of

POSTED = sorted(
    {
        name
        for name, case in cases()
        for role in case.roles
        if ROUTES[name].expected(case, "POST", role) not in (403, 404, 405, LOGIN)
    }
)


def attempts(world, name):
    """A browser that keeps the portal's checks on, for each case and role, with what it would post."""
    for case in ROUTES[name].cases:
        for role in case.roles if case.post else ():
            client = client_of(world, case, role, enforce_csrf_checks=True)
            where = f"{path_of(world, name, case)} ({case.name}) as {role}"
            yield client, path_of(world, name, case), data_of(world, case), where


@pytest.mark.parametrize("name", POSTED)
def test_a_post_without_token_is_refused(name, world):
    passed = []
    for client, path, data, where in list(attempts(world, name)):
        before = fingerprint()
        status = client.post(path, data).status_code
        if status != 403 or fingerprint() != before:
            passed.append(f"{where}: {status}")
    assert not passed, "\n".join(passed)


@pytest.mark.parametrize("name", POSTED)
def test_a_post_from_a_foreign_origin_is_refused(name, world):
    passed = []
    for client, path, data, where in list(attempts(world, name)):
        before = fingerprint()
        for origin in ("https://mechant.example", "http://testserver.mechant.example", "null"):
            response = client.post(path, with_token(client, data), headers={"Origin": origin})
            if response.status_code != 403:
                passed.append(f"{where} from {origin}: {response.status_code}")
        if fingerprint() != before:
            passed.append(f"{where}: something was written")
    assert not passed, "\n".join(passed)


@pytest.mark.parametrize("name", POSTED)
def test_the_same_post_with_a_token_of_ours_passes(name, world):
    """Else the two tests above would pass for a wrong reason."""
    case, role = next(
        (case, role)
        for case in ROUTES[name].cases
        for role in case.roles
        if ROUTES[name].expected(case, "POST", role) not in (403, 404, 405, LOGIN)
    )
    with override_settings(**case.settings):
        client = client_of(world, case, role, enforce_csrf_checks=True)
        response = client.post(
            path_of(world, name, case),
            with_token(client, data_of(world, case)),
            headers={"Origin": "http://testserver"},
        )
    assert status_of(response) == ROUTES[name].expected(case, "POST", role)


def with_token(client, data):
    token = _get_new_csrf_string()
    client.cookies[settings.CSRF_COOKIE_NAME] = token
    return {**data, "csrfmiddlewaretoken": token}
