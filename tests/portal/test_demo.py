"""The demonstration: three roles, one button each, and a mailbox; nothing of it elsewhere."""

import io

import pytest
from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cycle.models import Membership
from mapping.models import Actor, Steward
from portal import demo
from support import outbox
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership
from tests.factories.mapping import territory
from tests.factories.support import mail

INDEX, ENTER, MAILS = "/demo/", "/demo/entrer/", "/demo/courriels/"
ROLES = ["facilitator", "participant", "observer"]


@pytest.fixture(autouse=True)
def demonstration_mode(settings):
    settings.PORTAL_DEMO = True


@pytest.fixture
def demonstration(db):
    return cycle(slug="demonstration", title="Un cycle fictif", is_fictional=True)


def current_user(client):
    return User.objects.get(pk=client.session["_auth_user_id"])


def test_the_addresses_are_those_that_were_announced():
    assert [reverse(name) for name in ("demo:index", "demo:enter", "demo:mails")] == [INDEX, ENTER, MAILS]


def test_whoever_facilitates_keeps_the_map_as_well(client, demonstration):
    client.post(ENTER, {"role": "facilitator"})
    client.post(ENTER, {"role": "facilitator"})
    assert Steward.objects.get().territory == demonstration.territory
    assert client.get("/carte/moderation/").status_code == 200
    client.post(ENTER, {"role": "participant"})
    assert client.get("/carte/moderation/").status_code == 403


def test_something_waits_to_be_looked_at_once(client, demonstration):
    territory(name="Brunoy", parents=[demonstration.territory])
    call_command("load_proposals", stdout=io.StringIO())
    proposed = Actor.objects.get()
    assert (proposed.status, proposed.is_fictional) == ("proposed", True)
    assert proposed.proposed_by.email == "participation@demo.invalid"
    proposed.name, proposed.status = "Corrigée", "published"
    proposed.save()
    call_command("load_proposals", stdout=io.StringIO())
    assert Actor.objects.get().name == "Corrigée"


def test_a_real_portal_proposes_nothing_by_itself(demonstration, settings):
    settings.PORTAL_DEMO = False
    territory(name="Brunoy", parents=[demonstration.territory])
    call_command("load_proposals", stdout=io.StringIO())
    assert not Actor.objects.exists()


# Out of the demonstration


@pytest.mark.parametrize("path", [INDEX, ENTER, MAILS])
@pytest.mark.parametrize("logged_in", [False, True])
def test_nothing_of_it_exists_elsewhere(client, demonstration, settings, path, logged_in):
    settings.PORTAL_DEMO = False
    if logged_in:
        client.force_login(user())
    assert client.get(path).status_code == 404
    assert client.post(path, {"role": "facilitator"}).status_code == 404
    assert not Membership.objects.exists()


# Choosing a role


def test_three_plain_buttons_are_offered_to_anybody(client, demonstration):
    page = client.get(INDEX).content.decode()
    assert page.count(f'action="{ENTER}"') == 3
    for role in ROLES:
        assert f'<input type="hidden" name="role" value="{role}">' in page
    assert "Un cycle fictif" in page
    assert MAILS in page


def test_looking_writes_nothing(client, demonstration):
    client.get(INDEX)
    client.get(MAILS)
    assert not User.objects.exists()


@pytest.mark.parametrize("role", ROLES)
def test_a_button_gives_its_role_and_leads_to_its_next_action(client, demonstration, role):
    response = client.post(ENTER, {"role": role})
    assert response.status_code == 302
    assert response.url == "/bienvenue/"
    held = Membership.objects.current().get(cycle=demonstration)
    assert (held.role, held.user) == (role, current_user(client))
    assert held.user.email.endswith(".invalid")
    assert not held.user.has_usable_password()
    [message] = get_messages(response.wsgi_request)
    assert demo.ROLES[role].title in str(message)


def test_the_address_counts_as_verified_so_that_codes_reach_the_mailbox(client, demonstration):
    client.post(ENTER, {"role": "observer"})
    address = EmailAddress.objects.get()
    assert (address.user, address.verified, address.primary) == (current_user(client), True, True)


@pytest.mark.parametrize("role", ROLES)
def test_entering_again_makes_nobody_twice(client, demonstration, role):
    for _ in range(3):
        assert client.post(ENTER, {"role": role}).status_code == 302
    Client().post(ENTER, {"role": role})
    assert (User.objects.count(), Membership.objects.count(), EmailAddress.objects.count()) == (1, 1, 1)


def test_another_button_switches_role_and_session(client, demonstration):
    client.post(ENTER, {"role": "facilitator"})
    first_person, first_session = current_user(client), client.session.session_key
    client.post(ENTER, {"role": "observer"})
    assert current_user(client) != first_person
    assert client.session.session_key != first_session
    assert Membership.objects.current().get(user=first_person).role == "facilitator"


def test_a_real_person_gives_way_to_the_fictional_one(client, demonstration):
    somebody = user()
    client.force_login(somebody)
    client.post(ENTER, {"role": "participant"})
    assert current_user(client) != somebody
    assert not Membership.objects.filter(user=somebody).exists()


def test_the_button_gives_its_role_back_whatever_was_done_with_the_person(client, demonstration):
    client.post(ENTER, {"role": "observer"})
    Membership.objects.update(role="facilitator")
    client.post(ENTER, {"role": "observer"})
    assert Membership.objects.get().role == "observer"


def test_somebody_who_left_comes_back(client, demonstration):
    from django.utils import timezone

    client.post(ENTER, {"role": "observer"})
    Membership.objects.update(left_at=timezone.now())
    client.post(ENTER, {"role": "observer"})
    assert Membership.objects.current().get().role == "observer"
    assert Membership.objects.count() == 2


@pytest.mark.parametrize("form", [{}, {"role": ""}, {"role": "admin"}, {"role": "é" * 10_000}])
def test_an_unknown_role_is_refused_in_french(client, demonstration, form):
    response = client.post(ENTER, form)
    assert response.status_code == 400
    page = response.content.decode()
    assert "Ce rôle n’existe pas" in page
    assert page.count("<button") == 3
    assert "_auth_user_id" not in client.session
    assert not User.objects.exists()


def test_a_role_is_taken_by_pressing_a_button_not_by_a_link(client, demonstration):
    assert client.get(ENTER, {"role": "facilitator"}).status_code == 405
    assert not User.objects.exists()


def test_a_foreign_page_cannot_press_the_button(demonstration):
    client = Client(enforce_csrf_checks=True)
    assert client.post(ENTER, {"role": "facilitator"}).status_code == 403
    assert not User.objects.exists()


def test_a_second_factor_is_not_asked_for(client, demonstration, settings):
    settings.PORTAL_REQUIRE_SECOND_FACTOR = True
    client.post(ENTER, {"role": "facilitator"})
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_without_the_cycle_the_page_says_what_to_do(client, db):
    page = client.get(INDEX)
    assert page.status_code == 200
    assert "pas encore chargé" in page.content.decode()
    assert "<button" not in page.content.decode()
    response = client.post(ENTER, {"role": "facilitator"})
    assert response.status_code == 503
    assert "pas encore chargé" in response.content.decode()
    assert not User.objects.exists()


def test_a_real_cycle_of_that_name_is_not_lent(client, db):
    cycle(slug="demonstration", is_fictional=False)
    assert client.post(ENTER, {"role": "facilitator"}).status_code == 503
    assert not Membership.objects.exists()


def test_entering_gives_no_role_in_another_cycle(client, demonstration):
    membership(other := cycle(), user())
    client.post(ENTER, {"role": "facilitator"})
    assert not Membership.objects.filter(cycle=other, user=current_user(client)).exists()


# The mailbox


def test_the_mailbox_shows_what_would_have_left(client, transactional_db, settings):
    settings.OUTBOX_KEEP_BODIES = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    outbox.queue(
        to="camille@demo.invalid", subject="Votre code", body="Code : BCDF-GHJK\n\nÀ bientôt", urgent=True
    )
    page = client.get(MAILS).content.decode()
    for shown in ("camille@demo.invalid", "Votre code", "<p>Code : BCDF-GHJK</p>", "À bientôt"):
        assert shown in page
    assert 'class="tag"' not in page


def test_a_mail_that_would_still_wait_says_so(client, db):
    mail()
    assert '<span class="tag">en attente</span>' in client.get(MAILS).content.decode()


def test_a_log_in_code_is_read_there(client, transactional_db, demonstration, settings):
    settings.OUTBOX_KEEP_BODIES = True
    client.post(ENTER, {"role": "participant"})
    visitor = Client()
    visitor.post(reverse("account_login"), {"login": "participation@demo.invalid"})
    assert "participation@demo.invalid" in visitor.get(MAILS).content.decode()


def test_the_newest_mail_comes_first(client, db):
    for _ in range(3):
        mail()
    page = client.get(MAILS).content.decode()
    assert page.index("Objet 3") < page.index("Objet 2") < page.index("Objet 1")


def test_an_empty_mailbox_says_how_to_fill_it(client, db):
    page = client.get(MAILS).content.decode()
    assert "Aucun courriel" in page
    assert reverse("account_login") in page


def test_nothing_in_a_mail_becomes_markup(client, db):
    mail(subject="<b>gras</b>", body="<script>alert(1)</script> https://example.org/?a=<i>\n")
    page = client.get(MAILS).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "&lt;b&gt;gras&lt;/b&gt;" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_mailbox_asks_two_questions_whatever_it_holds(client, db, django_assert_num_queries, count):
    for _ in range(count):
        mail()
    with django_assert_num_queries(2):
        client.get(MAILS)


def test_the_mailbox_is_shown_by_pages(client, db):
    for _ in range(45):
        mail()
    first, last = client.get(MAILS).content.decode(), client.get(MAILS, {"page": 3}).content.decode()
    assert (first.count("<article"), last.count("<article")) == (20, 5)
    assert 'href="?page=2" rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'href="?page=2" rel="prev"' in last
    assert 'rel="next"' not in last
    assert "Page 3 sur 3" in last


@pytest.mark.parametrize("number", ["0", "-1", "99", "9" * 400, "un", "", "\x00", "2.5"])
def test_an_absurd_page_number_shows_a_page(client, db, number):
    mail()
    response = client.get(MAILS, {"page": number})
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert "Objet 1" in response.content.decode()
