"""Sending: who may take a mail, what each failure leads to, and what is kept of it."""

import datetime
import logging
import smtplib
import ssl

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from support import outbox
from support.outbox import attachments, delivery, worker
from support.outbox.models import Mail
from tests.factories.support import mail
from tests.support.postbox import Postbox, closed_port, dripping

LONG_AGO = timezone.now() - datetime.timedelta(days=1)
NOT_YET = timezone.now() + datetime.timedelta(days=1)


@pytest.fixture
def postbox(settings):
    """An SMTP server of our own; a delivery may last one second."""
    box = Postbox()
    with box.listening() as port:
        settings.EMAIL_BACKEND = "support.outbox.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1
        yield box


def state_of(mail):
    mail.refresh_from_db()
    return mail.state


def due_again(mail):
    """Lets the back-off pass."""
    Mail.objects.filter(pk=mail.pk).update(not_before=LONG_AGO)


# Who may take a mail


def test_a_claimed_mail_is_nobody_elses(db):
    queued = mail()
    first = delivery.claim(timeout=10)
    assert first == queued
    assert first.attempts == 1
    assert delivery.claim(timeout=10) is None


def test_a_claim_outlasts_the_delivery(db):
    mail()
    claimed = delivery.claim(timeout=10)
    assert claimed.claimed_until > timezone.now() + datetime.timedelta(seconds=10)


def test_the_mail_of_a_dead_worker_is_taken_over_and_its_late_word_ignored(db, caplog):
    queued = mail()
    dead = delivery.claim(timeout=10)
    Mail.objects.update(claimed_until=LONG_AGO)
    heir = delivery.claim(timeout=10)
    assert (heir.pk, heir.attempts) == (queued.pk, 2)
    assert heir.claimed_by != dead.claimed_by
    assert delivery.record(dead, delivery.Outcome("failed", "trop tard")) == "lost"
    assert state_of(queued) == "queued"
    assert delivery.record(heir, delivery.Outcome("sent")) == "sent"
    assert state_of(queued) == "sent"


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "sent"},
        {"state": "failed"},
        {"state": "uncertain"},
        {"state": "expired"},
        {"not_before": NOT_YET},
        {"not_after": LONG_AGO},
        {"claimed_by": "autre", "claimed_until": NOT_YET},
    ],
    ids="-".join,
)
def test_what_is_not_due_is_not_taken(db, fields):
    mail(**fields)
    assert delivery.claim(timeout=10) is None


def test_urgent_mails_go_first_then_the_oldest(db):
    ordinary, older, urgent = mail(), mail(), mail(urgent=True)
    taken = [delivery.claim(timeout=10) for _ in range(3)]
    assert taken == [urgent, ordinary, older]


def test_an_idle_worker_asks_one_question_and_takes_no_lock(db, django_assert_num_queries):
    mail(state="sent")
    with django_assert_num_queries(1):
        assert not delivery.drain()


# What each failure leads to


def test_mails_leave_over_one_connection(db, postbox):
    for _ in range(3):
        mail()
    assert delivery.drain() == {"sent": 3}
    assert [message["To"] for message in postbox.messages] == [
        "personne1@example.org",
        "personne2@example.org",
        "personne3@example.org",
    ]
    assert postbox.sessions == 1


def test_draining_again_sends_nothing_again(db, postbox):
    mail()
    delivery.drain()
    assert not delivery.drain()
    assert len(postbox.messages) == 1


def test_accents_dots_and_long_lines_arrive_as_written(db, postbox):
    body = "Évry\n.\n..deux points\n" + "mot " * 500 + "\nfin\n"
    mail(subject="Journée à l’école, été", body=body)
    delivery.drain()
    [message] = postbox.messages
    assert message["Subject"] == "Journée à l’école, été"
    assert message.get_content().replace("\r\n", "\n") == body


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_a_refusal_for_now_is_tried_again_later(db, postbox, step):
    postbox.faults[step] = ["451 plus tard"]
    queued = mail()
    assert delivery.drain() == {"queued": 1}
    assert state_of(queued) == "queued"
    assert queued.last_error == "451 plus tard"
    assert queued.not_before > timezone.now()
    assert queued.claimed_by == ""
    assert delivery.claim(timeout=1) is None
    due_again(queued)
    assert delivery.drain() == {"sent": 1}
    assert postbox.deliveries == {queued.message_id: 1}
    assert Mail.objects.get().last_error == ""


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_a_refusal_for_good_stops(db, postbox, step):
    postbox.faults[step] = ["550 personne de ce nom <personne1@example.org>"]
    queued, other = mail(), mail()
    assert delivery.drain() == {"failed": 1, "sent": 1}
    assert state_of(queued) == "failed"
    assert queued.last_error == "550 personne de ce nom …@…"
    assert queued.body
    assert state_of(other) == "sent"
    assert not delivery.drain()


def test_a_server_that_hangs_frees_the_mail(db, postbox):
    postbox.faults["RCPT"] = ["hang"]
    queued, other = mail(), mail()
    assert delivery.drain() == {"queued": 1, "sent": 1}
    assert state_of(queued) == "queued"
    assert queued.claimed_by == ""
    assert state_of(other) == "sent"


def test_a_server_that_drips_frees_the_mail(db, settings):
    settings.EMAIL_BACKEND = "support.outbox.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 1
    queued = mail()
    with dripping() as port:
        settings.EMAIL_PORT = port
        counts = delivery.drain()
    assert counts == {"queued": 1, "unreachable": 1}
    assert state_of(queued) == "queued"


@pytest.mark.parametrize("fault", ["cut", "hang"])
def test_an_answer_that_never_came_is_uncertain_and_not_sent_again(db, postbox, fault):
    postbox.faults["DATA"] = [fault]
    queued, other = mail(), mail()
    assert delivery.drain() == {"uncertain": 1, "sent": 1}
    assert state_of(queued) == "uncertain"
    assert queued.body
    assert not delivery.drain()
    assert postbox.deliveries == {other.message_id: 1}


def test_a_cut_before_the_message_was_handed_over_is_tried_again_with_the_same_id(db, postbox):
    postbox.faults["RCPT"] = ["cut"]
    queued = mail()
    assert delivery.drain() == {"queued": 1}
    due_again(queued)
    assert delivery.drain() == {"sent": 1}
    assert postbox.deliveries == {queued.message_id: 1}


@pytest.mark.parametrize("fault", ["cut", "421 goodbye"])
def test_a_used_connection_that_ends_is_replaced_at_once(db, postbox, fault):
    first, second = mail(), mail()
    with delivery.Carrier(5) as carrier:
        delivery.record(claimed := delivery.claim(timeout=5), delivery.deliver(claimed, carrier))
        postbox.faults["RCPT"] = [fault]
        delivery.record(claimed := delivery.claim(timeout=5), delivery.deliver(claimed, carrier))
    assert (state_of(first), state_of(second)) == ("sent", "sent")
    assert second.attempts == 1
    assert postbox.sessions == 2


def test_without_a_server_only_one_mail_learns_it(db, settings, caplog):
    settings.EMAIL_BACKEND = "support.outbox.smtp.EmailBackend"
    settings.EMAIL_PORT = closed_port()
    first, second = mail(), mail()
    assert delivery.drain() == {"queued": 1, "unreachable": 1}
    assert (state_of(first), first.attempts) == ("queued", 1)
    assert (state_of(second), second.attempts) == ("queued", 0)


def test_an_urgent_mail_survives_a_server_that_is_away(transactional_db, settings):
    settings.EMAIL_BACKEND = "support.outbox.smtp.EmailBackend"
    settings.EMAIL_PORT = closed_port()
    queued = outbox.queue(to="camille@example.org", subject="Code", body="BCDF-GHJK", urgent=True)
    assert state_of(queued) == "queued"
    assert queued.body == "BCDF-GHJK"
    assert queued.not_before < timezone.now() + datetime.timedelta(seconds=30)


def test_an_urgent_mail_never_breaks_the_page(transactional_db, monkeypatch, caplog):
    def away(**kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(delivery, "claim", away)
    queued = outbox.queue(to="camille@example.org", subject="Code", body="BCDF-GHJK", urgent=True)
    assert state_of(queued) == "queued"
    assert "BCDF" not in caplog.text


def failing(monkeypatch, error):
    def send_messages(self, messages):
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), "failed"),
        (UnicodeEncodeError("ascii", "é", 0, 1, "no"), "failed"),
        (smtplib.SMTPSenderRefused(553, b"no", "portail@localhost"), "failed"),
        (smtplib.SMTPDataError(-1, b"?"), "queued"),
        (ssl.SSLError("handshake"), "queued"),
        (RuntimeError("bug"), "queued"),
    ],
    ids=lambda value: getattr(type(value), "__name__", value),
)
def test_any_other_failure_has_an_outcome(db, monkeypatch, error, state):
    failing(monkeypatch, error)
    queued = mail()
    delivery.drain()
    assert state_of(queued) == state
    assert queued.last_error


@pytest.mark.parametrize("urgent", [False, True])
def test_attempts_come_to_an_end(db, monkeypatch, urgent):
    failing(monkeypatch, TimeoutError("timed out"))
    queued = mail(urgent=urgent)
    waits = []
    while state_of(queued) == "queued":
        before = timezone.now()
        delivery.drain()
        queued.refresh_from_db()
        if queued.state == "queued":
            waits.append(round((queued.not_before - before).total_seconds()))
            due_again(queued)
    assert queued.state == "failed"
    assert waits == list(delivery.URGENT_DELAYS if urgent else delivery.DELAYS)
    assert queued.attempts == len(waits) + 1


def test_a_mail_that_kills_its_workers_is_given_up(db):
    queued = mail(attempts=len(delivery.DELAYS) + 1)
    delivery.drain()
    assert state_of(queued) == "failed"
    assert django_mail.outbox == []


def test_an_attachment_that_cannot_be_made_is_tried_again_later(db, monkeypatch, caplog):
    monkeypatch.setattr(attachments, "_renderers", {})
    queued = mail(attachments=[["feuille", {"workday": 1}]])
    assert delivery.drain() == {"queued": 1}
    assert django_mail.outbox == []
    monkeypatch.setattr(
        attachments,
        "_renderers",
        {"feuille": lambda workday: outbox.Attachment("feuille.txt", b"Feuille", "text/plain")},
    )
    due_again(queued)
    assert delivery.drain() == {"sent": 1}
    [message] = django_mail.outbox
    assert message.attachments == [("feuille.txt", "Feuille", "text/plain")]


def test_a_mail_lost_while_its_attachment_was_made_is_not_sent(db, monkeypatch):
    def slow(**arguments):
        Mail.objects.update(claimed_by="autre")
        return outbox.Attachment("feuille.txt", b"Feuille", "text/plain")

    monkeypatch.setattr(attachments, "_renderers", {"feuille": slow})
    mail(attachments=[["feuille", {}]])
    assert delivery.drain() == {"lost": 1}
    assert django_mail.outbox == []


# What is kept


def test_a_mail_past_its_time_expires_and_loses_its_text(db):
    queued = mail(not_after=LONG_AGO)
    assert not delivery.drain()
    assert delivery.sweep()["expired"] == 1
    assert (state_of(queued), queued.body) == ("expired", "")
    assert django_mail.outbox == []


def test_a_mail_in_a_workers_hands_does_not_expire(db):
    queued = mail(not_after=LONG_AGO, claimed_by="autre", claimed_until=NOT_YET)
    delivery.sweep()
    assert state_of(queued) == "queued"


def test_a_retry_that_would_come_too_late_is_not_waited_for(db, monkeypatch):
    failing(monkeypatch, TimeoutError("timed out"))
    queued = mail(not_after=timezone.now() + datetime.timedelta(seconds=30))
    assert delivery.drain() == {"expired": 1}
    assert (state_of(queued), queued.body) == ("expired", "")


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_the_code_in_a_mail_that_failed_is_erased_in_time(db, state):
    stuck = mail(state=state, not_after=LONG_AGO)
    delivery.sweep()
    assert (state_of(stuck), stuck.body) == (state, "")


def test_old_mails_are_forgotten_but_never_one_that_waits(db):
    for state in Mail.State.values:
        mail(state=state, created_at=timezone.now() - datetime.timedelta(days=delivery.KEPT_DAYS + 1))
    recent = mail(state="sent")
    assert delivery.sweep()["forgotten"] == 4
    assert set(Mail.objects.exclude(pk=recent.pk).values_list("state", flat=True)) == {"queued"}
    assert state_of(recent) == "sent"


def test_errors_keep_neither_addresses_nor_control_characters(db, monkeypatch):
    failing(
        monkeypatch, smtplib.SMTPDataError(550, b"5.1.1 <camille@example.org>\r\n5.1.1\x00 inconnue\x1b[31m")
    )
    queued = mail()
    delivery.drain()
    queued.refresh_from_db()
    assert queued.last_error == "550 5.1.1 …@… 5.1.1 inconnue[31m"


# The command and the worker


def test_the_command_says_what_it_did(db, capsys, monkeypatch):
    mail()
    mail(not_after=LONG_AGO)
    call_command("send_mail")
    assert capsys.readouterr().out == (
        "Courriels partis : 1 ; à réessayer : 0 ; refusés : 0 ; incertains : 0 ; périmés : 1.\n"
    )


def test_the_command_says_when_the_server_is_away(db, capsys, settings):
    settings.EMAIL_BACKEND = "support.outbox.smtp.EmailBackend"
    settings.EMAIL_PORT = closed_port()
    mail()
    call_command("send_mail")
    assert "ne répond pas" in capsys.readouterr().err


def test_an_outcome_is_recorded_once_the_database_is_back(transactional_db, monkeypatch, caplog):
    queued = mail()
    record, answers = delivery.record, [OperationalError("database is locked"), None]

    def record_when_unlocked(*arguments):
        if error := answers.pop(0):
            raise error
        return record(*arguments)

    monkeypatch.setattr(delivery, "record", record_when_unlocked)
    monkeypatch.setattr(delivery.time, "sleep", lambda seconds: None)
    assert delivery.drain() == {"sent": 1}
    assert state_of(queued) == "sent"
    assert len(django_mail.outbox) == 1


@pytest.mark.parametrize("error", [OperationalError("database is locked"), RuntimeError("bug")])
def test_the_worker_outlives_what_fails(transactional_db, monkeypatch, caplog, error):
    queued = mail()
    claim, rounds = delivery.claim, []
    mailman = worker.Worker(every=0)
    # Rounds follow each other without a pause, and end with the queue.
    monkeypatch.setattr(mailman._stop, "wait", lambda pause: None)

    def claim_at_second_try(**arguments):
        rounds.append(1)
        if len(rounds) == 1:
            raise error
        taken = claim(**arguments)
        if taken is None:
            mailman.stop()
        return taken

    monkeypatch.setattr(delivery, "claim", claim_at_second_try)
    mailman.run()
    assert state_of(queued) == "sent"
    assert len(django_mail.outbox) == 1


def test_a_stop_leaves_the_rest_in_the_queue(db):
    for _ in range(3):
        mail()
    answers = iter([False, True])
    assert delivery.drain(lambda: next(answers)) == {"sent": 1}
    assert Mail.objects.queued().unclaimed().count() == 2


def test_each_event_is_one_line_without_address_or_text(db, caplog):
    caplog.set_level(logging.INFO, "support.outbox")
    mail(body="Votre code : BCDF-GHJK\n")
    delivery.drain()
    assert [record.getMessage() for record in caplog.records] == [
        f"courriel {Mail.objects.get().pk} parti (essai 1)"
    ]


def test_the_queue_is_searched_through_its_index(db):
    if connection.vendor == "postgresql":
        # It would rather read a table this small as a whole.
        connection.cursor().execute("SET LOCAL enable_seqscan = off")
    assert "mail_queue" in Mail.objects.due().explain()
