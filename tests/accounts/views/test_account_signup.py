import threading

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from tests.accounts.entrance import LANDING, SIGNUP, SIGNUP_CODE, is_logged_in, last_mail, sign_up

pytestmark = pytest.mark.django_db


def test_an_address_and_its_code_open_an_account(client):
    response = sign_up(client, "Nouvelle@Example.org")
    assert response["Location"] == LANDING
    assert is_logged_in(client)
    user = User.objects.get()
    assert user.email == "nouvelle@example.org"
    assert not user.has_usable_password()
    assert user.emailaddress_set.get().verified


def test_the_page_says_what_the_address_is_for(client):
    page = client.get(SIGNUP).content.decode()
    assert "Votre adresse sert à" in page
    assert 'href="/confidentialite/"' in page
    assert "password" not in page


def test_posting_twice_opens_one_account_and_sends_one_mail(client):
    client.post(SIGNUP, {"email": "nouvelle@example.org"})
    first = last_mail("nouvelle@example.org")
    assert client.post(SIGNUP, {"email": "nouvelle@example.org"})["Location"] == SIGNUP_CODE
    assert User.objects.count() == 1
    assert last_mail("nouvelle@example.org") == first


def test_an_account_begun_and_left_can_be_entered_by_logging_in(client):
    client.post(SIGNUP, {"email": "nouvelle@example.org"})
    other = Client()
    other.post("/compte/connexion/", {"login": "nouvelle@example.org"})
    code = last_mail("nouvelle@example.org").body.split("\n\n")[1]
    other.post("/compte/connexion/code/", {"code": code})
    assert is_logged_in(other)


def test_a_closed_account_is_not_opened_again(client, known):
    User.objects.update(is_active=False)
    client.post(SIGNUP, {"email": known.email})
    assert User.objects.get() == known
    assert not is_logged_in(client)


@pytest.mark.django_db(transaction=True)
def test_simultaneous_sign_ups_open_one_account(settings):
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": ""}
    answers = []

    def post():
        answers.append(Client().post(SIGNUP, {"email": "nouvelle@example.org"}).status_code)
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * 8
    assert User.objects.get().email == "nouvelle@example.org"
