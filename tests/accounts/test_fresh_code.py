"""A fresh code belongs to a session, an account and a purpose, and counts for a quarter of an hour."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.signing import Signer
from django.test import RequestFactory

from accounts import fresh_code
from accounts.fresh_code import SECOND_FACTOR, Answer, Purpose
from accounts.models import User
from support.models import Mail
from tests.factories.accounts import user

from .entrance import last_code, log_in, sign_up, wrong

SIGNING = Purpose("sign", "signer la charte")

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of():
    """A POST made by a user, in a session that is new or given."""

    def make(user, session=None):
        request = RequestFactory().post("/")
        request.user = user
        request.session = session or SessionStore()
        request.session.save()
        return request

    return make


@pytest.fixture
def asked(request_of, known):
    request = request_of(known)
    assert fresh_code.ask(request, SIGNING)
    return request


def test_the_right_code_makes_the_session_fresh_for_its_purpose_only(asked, known):
    assert not fresh_code.is_fresh(asked, SIGNING)
    assert fresh_code.verify(asked, SIGNING, last_code(known.email).lower()) is Answer.RIGHT
    assert fresh_code.is_fresh(asked, SIGNING)
    assert not fresh_code.is_fresh(asked, SECOND_FACTOR)


def test_the_mail_says_what_the_code_is_for(asked, known):
    body = Mail.objects.get().body
    assert "signer la charte" in body
    assert "10 minutes" in body


def test_the_session_does_not_hold_the_code(asked, known):
    code = last_code(known.email)
    assert code not in str(dict(asked.session))
    assert code.replace("-", "").lower() not in str(dict(asked.session)).lower()


def test_the_session_key_changes_once_more_is_allowed(asked, known):
    before = asked.session.session_key
    fresh_code.verify(asked, SIGNING, last_code(known.email))
    assert asked.session.session_key != before


def test_three_tries(asked, known):
    code = last_code(known.email)
    answers = [fresh_code.verify(asked, SIGNING, wrong(code)) for _ in range(3)]
    assert answers == [Answer.WRONG, Answer.WRONG, Answer.DEAD]
    assert fresh_code.verify(asked, SIGNING, code) is Answer.DEAD
    assert not fresh_code.is_fresh(asked, SIGNING)


def test_three_tries_even_when_the_session_forgets_them(asked, known):
    saved = dict(asked.session)
    code = last_code(known.email)
    for _ in range(3):
        fresh_code.verify(asked, SIGNING, wrong(code))
        asked.session.update(saved)
    assert fresh_code.verify(asked, SIGNING, code) is Answer.DEAD


def test_a_thousand_tries_get_nowhere(asked, known):
    saved = dict(asked.session)
    code = last_code(known.email)
    for number in range(1_000):
        asked.session.update(saved)
        fresh_code.verify(asked, SIGNING, code if number >= 3 else wrong(code))
    assert not fresh_code.is_fresh(asked, SIGNING)


@pytest.mark.parametrize(
    ("seconds", "answer"), [(599, Answer.RIGHT), (601, Answer.DEAD), (-86_400, Answer.DEAD)]
)
def test_ten_minutes(asked, known, clock, seconds, answer):
    clock(seconds)
    assert fresh_code.verify(asked, SIGNING, last_code(known.email)) is answer


def test_one_use(asked, known):
    code = last_code(known.email)
    fresh_code.verify(asked, SIGNING, code)
    assert fresh_code.verify(asked, SIGNING, code) is Answer.DEAD


def test_one_session(asked, request_of, known):
    assert fresh_code.verify(request_of(known), SIGNING, last_code(known.email)) is Answer.DEAD


def test_one_account(asked, request_of, known):
    other = request_of(user(), session=asked.session)
    assert fresh_code.verify(other, SIGNING, last_code(known.email)) is Answer.DEAD


def test_one_purpose(asked, known):
    assert fresh_code.verify(asked, SECOND_FACTOR, last_code(known.email)) is Answer.DEAD


def test_freshness_is_the_accounts_own(asked, request_of, known):
    fresh_code.verify(asked, SIGNING, last_code(known.email))
    assert not fresh_code.is_fresh(request_of(user(), session=asked.session), SIGNING)


@pytest.mark.parametrize(("seconds", "fresh"), [(899, True), (901, False), (-60, False)])
def test_freshness_lasts_a_quarter_of_an_hour(asked, known, clock, seconds, fresh):
    fresh_code.verify(asked, SIGNING, last_code(known.email))
    clock(seconds)
    assert fresh_code.is_fresh(asked, SIGNING) is fresh
    assert not fresh_code.is_fresh(asked, SIGNING, max_age=1)


def test_a_new_code_replaces_the_old_one(asked, known):
    old = last_code(known.email)
    fresh_code.ask(asked, SIGNING)
    assert fresh_code.verify(asked, SIGNING, old) is Answer.WRONG
    assert fresh_code.verify(asked, SIGNING, last_code(known.email)) is Answer.RIGHT


def test_codes_asked_are_counted(asked):
    assert [fresh_code.ask(asked, SIGNING) for _ in range(3)] == [True, True, False]
    assert Mail.objects.count() == 3


@pytest.mark.parametrize(("seconds", "fresh"), [(0, True), (899, True), (901, False)])
def test_logging_in_by_code_is_fresh_enough(*, client, known, request_of, clock, seconds, fresh):
    log_in(client, known.email)
    clock(seconds)
    assert fresh_code.is_fresh(request_of(known, session=client.session), SIGNING) is fresh


def test_signing_up_is_fresh_enough(client, request_of):
    sign_up(client, "nouvelle@example.org")
    newcomer = User.objects.get()
    assert fresh_code.is_fresh(request_of(newcomer, session=client.session), SIGNING)


def test_being_logged_in_some_other_way_is_not(client, known, request_of):
    client.force_login(known)
    assert not fresh_code.is_fresh(request_of(known, session=client.session), SIGNING)


FOREIGN = Signer().sign_object({"name": "x", "words": "y"})


@pytest.mark.parametrize("text", ["", "x", "a:b:c", "é", "\0", FOREIGN])
def test_a_purpose_cannot_be_made_up(text):
    assert Purpose.unsealed(text) is None


def test_a_purpose_survives_its_journey():
    assert Purpose.unsealed(SIGNING.sealed()) == SIGNING
