"""Mails about an account: plain French, the code first, who asked, what to do if it was not you."""

import datetime

import pytest
from django.core import mail as sent
from django.utils import timezone

from accounts import fresh_code
from support.models import Mail

from .entrance import CODE, LOGIN, SIGNUP, last_mail, log_in
from .totp import enrol_by_hand

pytestmark = pytest.mark.django_db


def mail_of_login(client, known, committed):
    client.post(LOGIN, {"login": known.email})
    return last_mail(known.email)


def mail_of_sign_up(client, known, committed):
    client.post(SIGNUP, {"email": "nouvelle@example.org"})
    return last_mail("nouvelle@example.org")


def mail_of_fresh_code(client, known, committed):
    client.force_login(known)
    client.post(fresh_code.page(fresh_code.SECOND_FACTOR, "/"), {"action": "ask"})
    return last_mail(known.email)


def mail_of_unknown_address(client, known, committed):
    client.post(LOGIN, {"login": "nouvelle@example.org"})
    return last_mail("nouvelle@example.org")


def mail_of_existing_account(client, known, committed):
    client.post(SIGNUP, {"email": known.email})
    return last_mail(known.email)


def mail_of_enrolment(client, known, committed):
    log_in(client, known.email)
    with committed():
        enrol_by_hand(client)
    return last_mail(known.email)


WITH_CODE = [mail_of_login, mail_of_sign_up, mail_of_fresh_code]
WITHOUT_CODE = [mail_of_unknown_address, mail_of_existing_account, mail_of_enrolment]


@pytest.mark.parametrize("mail_of", WITH_CODE)
def test_a_code_comes_first_and_never_in_the_subject(client, known, mail_of, committed):
    mail = mail_of(client, known, committed)
    (code,) = CODE.findall(mail.body)
    assert mail.body.split("\n")[2] == code
    assert code not in mail.subject
    assert "10 minutes" in mail.body


@pytest.mark.parametrize("mail_of", WITH_CODE + WITHOUT_CODE)
def test_every_mail_says_who_asked_and_what_to_do_if_it_was_not_you(
    client, known, mail_of, committed, settings
):
    settings.PORTAL_URL = "https://portail.example"
    mail = mail_of(client, known, committed)
    assert mail.to in mail.body
    assert "Si ce n’est pas vous" in mail.body
    assert mail.body.rstrip().endswith(f"{settings.PORTAL_NAME}\nhttps://portail.example")


@pytest.mark.parametrize("mail_of", WITH_CODE + WITHOUT_CODE)
def test_no_mail_holds_markup_or_a_network_address(client, known, mail_of, committed):
    body = mail_of(client, known, committed).body
    assert "127.0.0.1" not in body.replace("http://127.0.0.1:8000", "")
    assert "&#" not in body
    assert "<" not in body


@pytest.mark.parametrize("mail_of", WITHOUT_CODE)
def test_links_never_follow_the_host_of_a_request(client, known, mail_of, committed, settings):
    settings.PORTAL_URL = "https://portail.example"
    settings.ALLOWED_HOSTS = ["*"]
    client.defaults.update({"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example"})
    body = mail_of(client, known, committed).body
    assert "evil.example" not in body
    assert "https://portail.example/compte/" in body


@pytest.mark.parametrize("mail_of", [*WITH_CODE, mail_of_unknown_address, mail_of_existing_account])
def test_a_mail_about_entering_leaves_at_once_or_not_at_all(client, known, mail_of, committed):
    mail = mail_of(client, known, committed)
    assert mail.urgent
    assert mail.not_after <= timezone.now() + datetime.timedelta(minutes=10)


def test_news_of_a_change_may_arrive_late(client, known, committed):
    assert mail_of_enrolment(client, known, committed).not_after is None


def test_an_address_is_written_as_it_was_typed(client):
    client.post(LOGIN, {"login": "d'o&co@example.org"})
    assert "d'o&co@example.org" in last_mail("d'o&co@example.org").body


@pytest.mark.django_db(transaction=True)
def test_a_code_is_sent_without_waiting_for_a_worker(client, known):
    client.post(LOGIN, {"login": known.email})
    (message,) = sent.outbox
    assert message.to == [known.email]
    assert CODE.search(message.body)
    assert Mail.objects.get().state == Mail.State.SENT


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_down_breaks_no_page(client, known, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert client.post(LOGIN, {"login": known.email}).status_code == 302
    assert Mail.objects.get().state == Mail.State.QUEUED
