import re
import uuid

import pytest
from django.conf import settings as conf
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cycle.contact import recipients
from cycle.models import Contact
from support import outbox
from support.outbox.models import Mail
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership

pytestmark = pytest.mark.django_db

MESSAGE = {"name": "Awa Diop", "email": "awa@example.org", "message": "Bonjour,\r\npuis-je venir ?"}


@pytest.fixture(autouse=True)
def _no_limit_reached():
    cache.clear()


def page(cycle):
    return reverse("cycle:contact", args=[cycle.slug])


def post(client, cycle, **fields):
    return client.post(page(cycle), {**MESSAGE, "token": str(uuid.uuid4()), **fields})


def reachable(**fields):
    return cycle(service_email="equipe@example.org", **fields)


def test_a_message_reaches_the_team(client):
    place = reachable(title="Essonne")
    answer = client.post(page(place), MESSAGE, follow=True)
    assert answer.redirect_chain == [(page(place), 302)]
    assert "Votre message est confié à l’équipe" in answer.text
    (mail,) = Mail.objects.all()
    assert (mail.to, mail.reply_to) == ("equipe@example.org", "awa@example.org")
    assert mail.subject == "Un message pour le cycle « Essonne »"
    assert "Awa Diop (awa@example.org)" in mail.body
    assert "Bonjour,\npuis-je venir ?" in mail.body


def test_without_a_service_address_each_facilitator_receives_it(client):
    place = cycle()
    for address in ("un@example.org", "deux@example.org"):
        membership(place, user(address), "facilitator")
    membership(place, user("gone@example.org"), "facilitator").leave()
    membership(place, user("only-there@example.org"))
    closed = user("closed@example.org")
    closed.is_active = False
    closed.save()
    membership(place, closed, "facilitator")
    membership(cycle(), user("elsewhere@example.org"), "facilitator")
    assert recipients(place) == ["un@example.org", "deux@example.org"]
    post(client, place)
    assert sorted(Mail.objects.values_list("to", flat=True)) == ["deux@example.org", "un@example.org"]


def test_no_address_of_the_team_is_shown(client):
    place = reachable()
    membership(place, user("facilitator@example.org"), "facilitator")
    text = client.get(page(place)).text
    assert "equipe@example.org" not in text
    assert "facilitator@example.org" not in text


def test_what_becomes_of_a_message_is_said_beside_the_form(client):
    text = client.get(page(reachable())).text
    for said in ("Seule l’équipe d’animation", "au plus un an", "intérêt légitime", reverse("privacy")):
        assert said in text


def test_a_cycle_without_a_team_is_answered_by_whoever_runs_the_portal():
    assert recipients(cycle()) == [conf.PORTAL_OPERATOR["email"]]


@pytest.fixture
def nobody_answers(settings):
    settings.PORTAL_OPERATOR = {**settings.PORTAL_OPERATOR, "email": ""}


def test_where_nobody_would_receive_it_there_is_no_form(client, nobody_answers):
    place = cycle()
    Contact.objects.create(cycle=place, number=1, organisation="Les Passerelles", address="3 place du Marché")
    text = client.get(page(place)).text
    assert "<form method" not in text
    assert "3 place du Marché" in text


def test_a_message_that_nobody_can_receive_any_more_is_not_lost(client, nobody_answers):
    answer = post(client, cycle())
    assert answer.status_code == 409
    assert "puis-je venir ?" in answer.text
    assert "écrivez par la poste" in answer.text
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": ""}, "Ce champ est obligatoire"),
        ({"email": "awa"}, "Saisissez une adresse de courriel valide"),
        ({"email": "awa@example.org\r\nBcc: all@example.org"}, "Saisissez une adresse de courriel valide"),
        ({"name": "Awa\r\nBcc: all@example.org"}, "sur une seule ligne"),
        ({"message": ""}, "Ce champ est obligatoire"),
        ({"message": "a\x1bb"}, "caractères de contrôle"),
        ({"message": "x" * 5001}, "5000"),
    ],
)
def test_a_wrong_answer_is_said_and_nothing_typed_is_lost(client, fields, error):
    place = reachable()
    answer = post(client, place, **fields)
    assert answer.status_code == 200
    assert error in answer.text
    for name, value in {**MESSAGE, **fields}.items():
        assert answer.context["form"][name].value() == value
    assert not Mail.objects.exists()


def test_the_same_form_twice_sends_once(client):
    place, token = reachable(), str(uuid.uuid4())
    first, second = (post(client, place, token=token) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert Mail.objects.count() == 1


def test_each_form_shown_has_a_token_of_its_own(client):
    place = reachable()
    tokens = {re.search(r'name="token" value="([^"]+)"', client.get(page(place)).text)[1] for _ in range(2)}
    assert len(tokens) == 2


@pytest.mark.parametrize("token", ["", "no token"])
def test_a_form_without_its_token_is_answered_in_words(client, token):
    answer = post(client, reachable(), token=token)
    assert answer.status_code in (200, 302)


def test_a_failure_forgets_the_token(client, monkeypatch):
    place, token = reachable(), str(uuid.uuid4())

    def fail(**mail):
        raise ValidationError("no")

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "queue", fail)
        with pytest.raises(ValidationError):
            post(client, place, token=token)
    post(client, place, token=token)
    assert Mail.objects.count() == 1


def test_whoever_fills_in_what_nobody_sees_is_asked_to_empty_it(client):
    place = reachable()
    assert re.search(
        r'<div hidden>\s*<div class="field">\s*<label for="id_telecopie">', client.get(page(place)).text
    )
    answer = post(client, place, telecopie="0160000000")
    assert answer.status_code == 200
    assert "Videz le champ « Télécopie »" in answer.text
    assert "<div hidden>" not in answer.text
    assert answer.context["form"]["message"].value() == MESSAGE["message"]
    assert not Mail.objects.exists()


def test_too_many_messages_are_refused_and_kept_on_the_page(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"contact": "2/h/ip"}
    place = reachable()
    assert [post(client, place).status_code for _ in range(3)] == [302, 302, 429]
    answer = post(client, place)
    assert "Réessayez plus tard" in answer.text
    assert "puis-je venir ?" in answer.text
    assert Mail.objects.count() == 2


def test_a_limited_message_can_be_sent_later(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"contact": "1/h/ip"}
    place, token = reachable(), str(uuid.uuid4())
    post(client, place)
    assert post(client, place, token=token).status_code == 429
    settings.ACCOUNT_RATE_LIMITS = {"contact": "9/h/ip"}
    assert post(client, place, token=token).status_code == 302
    assert Mail.objects.count() == 2


def test_a_repeated_message_does_not_count_as_another(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"contact": "1/h/ip"}
    place, token = reachable(), str(uuid.uuid4())
    assert [post(client, place, token=token).status_code for _ in range(3)] == [302, 302, 302]


def test_one_cycle_cannot_be_flooded_from_everywhere(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"contact": "1/d/key"}
    place, other = reachable(), reachable()
    assert [post(client, each).status_code for each in (place, place, other)] == [302, 429, 302]


def test_a_private_cycle_does_not_exist_for_outsiders(client):
    place = reachable(is_public=False)
    assert client.get(page(place)).status_code == 404
    assert post(client, place).status_code == 404
    person = user()
    client.force_login(person)
    assert post(client, place).status_code == 404
    membership(place, person)
    assert post(client, place).status_code == 302


def test_looking_at_the_form_writes_nothing(client, django_assert_num_queries):
    place = reachable()
    with django_assert_num_queries(2) as queries:  # the cycle and its contacts
        client.get(page(place))
    assert all(query["sql"].startswith("SELECT") for query in queries)


def test_a_foreign_page_cannot_post_it():
    assert Client(enforce_csrf_checks=True).post(page(reachable()), MESSAGE).status_code == 403
    assert not Mail.objects.exists()
