"""Writing a mail: in the caller's transaction, checked, and at once when it is urgent."""

import datetime

import pytest
from django.core import mail as django_mail
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError
from django.db import IntegrityError, transaction
from django.utils import timezone

from support import outbox
from support.outbox import attachments
from support.outbox.models import SUBJECT_LENGTH, Mail
from tests.factories.support import mail

SIMPLE = {"to": "camille@example.org", "subject": "Bonjour", "body": "Une journée approche."}


def test_a_queued_mail_waits_for_the_worker(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        queued = outbox.queue(**SIMPLE, reply_to="equipe@example.org")
    queued.refresh_from_db()
    assert (queued.state, queued.attempts, queued.body) == ("queued", 0, "Une journée approche.")
    assert callbacks == []
    assert django_mail.outbox == []


def test_a_mail_goes_with_the_transaction_that_wrote_it(transactional_db):
    with transaction.atomic():
        outbox.queue(**SIMPLE, urgent=True)
        transaction.set_rollback(True)
    assert not Mail.objects.exists()
    assert django_mail.outbox == []


def test_an_urgent_mail_leaves_as_soon_as_the_transaction_commits(transactional_db):
    with transaction.atomic():
        queued = outbox.queue(**SIMPLE, urgent=True)
        assert django_mail.outbox == []
    queued.refresh_from_db()
    assert queued.state == "sent"
    assert queued.sent_at is not None
    assert [message.to for message in django_mail.outbox] == [["camille@example.org"]]


def test_an_urgent_mail_leaves_outside_a_transaction_too(transactional_db):
    queued = outbox.queue(**SIMPLE, urgent=True)
    queued.refresh_from_db()
    assert queued.state == "sent"


def test_the_text_is_erased_once_it_left(transactional_db):
    queued = outbox.queue(**SIMPLE, urgent=True)
    queued.refresh_from_db()
    assert queued.body == ""


def test_the_demonstration_keeps_the_text(transactional_db, settings):
    settings.OUTBOX_KEEP_BODIES = True
    queued = outbox.queue(**SIMPLE, urgent=True)
    queued.refresh_from_db()
    assert queued.body == "Une journée approche."


def test_the_message_says_what_was_queued(transactional_db):
    queued = outbox.queue(**SIMPLE, reply_to="equipe@example.org", urgent=True)
    [message] = django_mail.outbox
    assert (message.subject, message.body) == ("Bonjour", "Une journée approche.")
    assert message.reply_to == ["equipe@example.org"]
    assert message.extra_headers["Message-ID"] == queued.message_id
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("address", "host"),
    [("https://cycles.example.org", "cycles.example.org"), ("http://[::1]:8000", "localhost")],
)
def test_the_message_id_bears_the_portals_name_and_is_its_own(db, settings, address, host):
    settings.PORTAL_URL = address
    first, second = outbox.queue(**SIMPLE), outbox.queue(**SIMPLE)
    assert first.message_id != second.message_id
    assert first.message_id.endswith(f"@{host}>")


@pytest.mark.parametrize("character", ["\n", "\r", "\r\nBcc: autre@example.org", "\x00", "\x85", "\u2028"])
@pytest.mark.parametrize("field", ["to", "subject", "reply_to"])
def test_no_control_character_enters_a_header(db, field, character):
    with pytest.raises(BadHeaderError):
        outbox.queue(**{**SIMPLE, field: f"a@example.org{character}"})
    assert not Mail.objects.exists()


@pytest.mark.parametrize("address", ["", "personne", "a@example.org, b@example.org", "A <a@example.org>"])
def test_only_one_plain_address_is_written_to(db, address):
    with pytest.raises(ValidationError):
        outbox.queue(**{**SIMPLE, "to": address})


@pytest.mark.parametrize("body", ["", " \n", "\x00"])
def test_an_empty_mail_is_refused(db, body):
    with pytest.raises(ValueError, match="body"):
        outbox.queue(**{**SIMPLE, "body": body})


def test_a_long_subject_is_shortened_rather_than_refused(db):
    queued = outbox.queue(**{**SIMPLE, "subject": "é" * 2000})
    assert len(queued.subject) == SUBJECT_LENGTH
    assert queued.subject.endswith("…")


def test_a_body_of_any_length_and_script_is_kept(db):
    text = "naïf 日本 🙂 \u202e" * 5000
    assert outbox.queue(**{**SIMPLE, "body": text}).body == text.strip()


@pytest.fixture
def renderer(monkeypatch):
    monkeypatch.setattr(attachments, "_renderers", {})

    @outbox.attachment_renderer("note")
    def render_note(number):
        return outbox.Attachment(f"note-{number}.txt", f"Note {number}".encode(), "text/plain")

    return render_note


def test_an_attachment_is_named_now_and_made_when_the_mail_leaves(transactional_db, renderer):
    queued = outbox.queue(**SIMPLE, urgent=True, attachments=[("note", {"number": 3})])
    [message] = django_mail.outbox
    assert message.attachments == [("note-3.txt", "Note 3", "text/plain")]
    queued.refresh_from_db()
    assert queued.attachments == [["note", {"number": 3}]]


def test_an_attachment_that_nobody_can_make_is_refused_at_once(db, renderer):
    with pytest.raises(LookupError, match="inconnue"):
        outbox.queue(**SIMPLE, attachments=[("inconnue", {})])


def test_two_rooms_cannot_claim_one_attachment_name(renderer):
    with pytest.raises(ValueError, match="note"):
        outbox.attachment_renderer("note")(renderer)


NOW = timezone.now()
BROKEN = {
    "mail_one_per_message_id": {"message_id": "<1@example.org>"},
    "mail_state_is_known": {"state": "perdu"},
    "mail_sent_says_when": {"state": "queued", "sent_at": NOW},
    "mail_claimed_only_while_queued": {"state": "failed", "claimed_by": "moi", "claimed_until": NOW},
    "mail_keeps_its_body_while_of_use": {"body": ""},
    "mail_headers_hold_on_a_line": {"subject": "a\nBcc: b"},
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_itself_refuses_a_broken_mail(db, name):
    mail()
    with pytest.raises(IntegrityError, match=name if name != "mail_one_per_message_id" else "message_id"):
        mail(**BROKEN[name])


def test_every_constraint_has_a_case_above():
    assert {constraint.name for constraint in Mail._meta.constraints} == set(BROKEN)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "sent", "sent_at": None},
        {"claimed_by": "moi"},
        {"claimed_until": NOW},
        {"state": "failed", "body": ""},
        {"state": "uncertain", "body": ""},
        {"to": "a@example.org\r"},
        {"reply_to": "a@example.org\n"},
    ],
)
def test_other_ways_of_breaking_the_same_rules(db, fields):
    with pytest.raises(IntegrityError):
        mail(**fields)


def test_the_text_of_an_uncertain_code_may_be_erased_in_time(db):
    mail(state="uncertain", body="", not_after=NOW - datetime.timedelta(minutes=1))
