"""Neither page tells whether an address has an account: same bytes, same steps, a mail in each case."""

import itertools
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from support.models import Mail
from tests.factories.accounts import user

from .entrance import CODE, LOGIN, LOGIN_CODE, SIGNUP, SIGNUP_CODE, last_mail

DOORS = [
    pytest.param(LOGIN, "login", LOGIN_CODE, id="log_in"),
    pytest.param(SIGNUP, "email", SIGNUP_CODE, id="sign_up"),
]
# At each of the two doors.
HOW_MANY = 100
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def steps(door, field, code_page, address, visitor):
    """All that somebody who types an address sees, one response at a time, down to the last wrong code.

    Lazy: whoever wants less asks for less.
    """
    # Each from its own network address, or the rate limit would answer.
    client = Client(REMOTE_ADDR=f"10.0.{visitor // 250}.{visitor % 250}")
    yield client.post(door, {field: address})
    yield client.get(code_page)
    for _ in range(3):
        yield client.post(code_page, {"code": "BCDF-GHJK"})
    yield client.get(code_page)


def walk(*visit, length=None):
    """The same, or its first steps, without what changes from one visit to the next: address, token, time."""
    address = visit[3]
    return [
        (
            response.status_code,
            {name: value for name, value in response.headers.items() if name != "Expires"},
            sorted(response.cookies),
            TOKEN.sub("", response.content.decode()).replace(address, "ADRESSE"),
        )
        for response in itertools.islice(steps(*visit), length)
    ]


def queries(*visit):
    """The number of queries of each step."""
    counts = []
    responses = steps(*visit)
    while True:
        with CaptureQueriesContext(connection) as captured:
            if next(responses, None) is None:
                return counts
        counts.append(len(captured))


def sizeless(seen):
    """Lengths differ by the length of the address typed, and by nothing else (the bodies are compared)."""
    return [
        (status, {k: v for k, v in headers.items() if k != "Content-Length"}, cookies, body)
        for status, headers, cookies, body in seen
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("door", "field", "code_page"), DOORS)
def test_a_known_and_an_unknown_address_are_answered_alike(door, field, code_page):
    reference = None
    for number in range(HOW_MANY // 2):
        # Same length, so that even the lengths are compared.
        known, unknown = f"connue{number:03}@example.org", f"fictif{number:03}@example.org"
        user(known)
        for visitor, address in ((2 * number, known), (2 * number + 1, unknown)):
            # The whole way for a few, up to the first wrong code for the others.
            length = None if number < 5 else 3
            seen = walk(door, field, code_page, address, visitor, length=length)
            assert Mail.objects.filter(to=address).count() == 1
            reference = reference or seen
            assert seen == reference[:length]
    assert Mail.objects.count() == HOW_MANY


@pytest.mark.django_db
@pytest.mark.parametrize(("door", "field", "code_page"), DOORS)
def test_a_known_and_an_unknown_address_cost_as_many_queries(door, field, code_page):
    user("connue@example.org")
    known = queries(door, field, code_page, "connue@example.org", 1)
    assert queries(door, field, code_page, "fictif@example.org", 2) == known
    assert len(known) == 6


@pytest.mark.django_db
@pytest.mark.parametrize(("door", "field", "code_page"), DOORS)
def test_a_closed_account_looks_like_any_other(door, field, code_page):
    closed = user("closed@example.org")
    closed.is_active = False
    closed.save()
    seen = walk(door, field, code_page, closed.email, 1)
    other = walk(door, field, code_page, "autrui@example.org", 2)
    assert sizeless(seen) == sizeless(other)


@pytest.mark.django_db
def test_signing_up_with_a_known_address_leaves_no_account_behind(client, known):
    model = type(known)
    client.post(SIGNUP, {"email": known.email.upper()})
    assert list(model.objects.all()) == [known]
    mail = last_mail(known.email)
    assert "déjà un compte" in mail.body
    assert not CODE.search(mail.body)


@pytest.mark.django_db
def test_logging_in_with_an_unknown_address_opens_no_account_and_mails_the_way_to_one(
    client, django_user_model
):
    client.post(LOGIN, {"login": "nouvelle@example.org"})
    assert not django_user_model.objects.exists()
    mail = last_mail("nouvelle@example.org")
    assert "/compte/inscription/?email=nouvelle%40example.org" in mail.body
    assert not CODE.search(mail.body)
    # The link works in the very browser that waits for a code.
    page = client.get(SIGNUP, {"email": "nouvelle@example.org"}).content.decode()
    assert 'value="nouvelle@example.org"' in page
