"""The team gathers what is unsaid, writes, sends or leaves it; it decides of uncertain mails."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from participants import notices
from participants.models import Notice, NoticeMail
from support.models import Mail
from tests.cycle.preparing import facilitator, filled
from tests.factories import accounts
from tests.factories import cycle as make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def cycle():
    made = make.cycle(service_email="equipe@example.org")
    make.phase(made, begins_on=TODAY, ends_on=TODAY + datetime.timedelta(days=90))
    made.publish_programme()
    return made


@pytest.fixture
def team(client, cycle):
    return facilitator(client, cycle)


@pytest.fixture
def day(cycle):
    return make.workday(
        cycle, title="Nos valeurs", precision="day", date=TODAY + datetime.timedelta(days=30), place="Massy"
    )


def page(cycle):
    return reverse("participants:notice", args=[cycle.slug])


def shown(client, cycle, action, text="", **changes):
    """What the form of the page sends, whichever button is pressed."""
    context = client.get(page(cycle)).context
    return {"version": context["version"], "seen": context["seen"], "text": text, "action": action, **changes}


def test_a_change_is_gathered_edited_and_sent(client, cycle, team, day):
    board = reverse("cycle:board", args=[cycle.slug])
    assert "Prévenir les membres (1" in client.get(board).text
    text = client.get(page(cycle)).text
    for words in (
        "1. Nos valeurs",
        "jamais annoncée",
        "Massy",
        "1 personne : tous les membres",
        "Envoyer à 1 personne",
    ):
        assert words in text
    client.post(page(cycle), shown(client, cycle, "save", "Un mot."))
    assert "Un mot." in client.get(page(cycle)).text
    assert not Mail.objects.exists()
    answer = client.post(page(cycle), shown(client, cycle, "send", "Un mot de plus."), follow=True)
    assert answer.redirect_chain == [(page(cycle), 302)]
    assert "L’avis part à 1 personne" in answer.text
    assert "Tout est dit." in answer.text
    assert "Un mot de plus." in Mail.objects.get().body
    assert "Prévenir les membres</a>" in client.get(board).text
    edit = reverse("workday:edit", args=[day.pk])
    client.post(edit, filled(day, place="Évry"))
    text = client.get(page(cycle)).text
    assert "changée depuis le dernier avis" in text
    assert '<s><span class="visually-hidden">Avant : </span>Massy</s>' in text
    client.post(page(cycle), shown(client, cycle, "discard"))
    assert "Tout est dit." in client.get(page(cycle)).text
    assert Mail.objects.count() == 1


def test_sent_twice_it_leaves_once(client, cycle, team, day):
    data = shown(client, cycle, "send", "Bonjour.")
    for _ in range(2):
        assert client.post(page(cycle), data).status_code == 302
    assert Mail.objects.count() == 1
    assert Notice.objects.draft_of(cycle) is None


def test_what_changed_meanwhile_is_shown_and_the_words_stay(client, cycle, team, day):
    data = shown(client, cycle, "send", "Mon message.")
    client.post(reverse("workday:edit", args=[day.pk]), filled(day, place="Évry"))
    answer = client.post(page(cycle), data)
    assert answer.status_code == 409
    for words in ("rien n’est parti", "Mon message.", "Évry"):
        assert words in answer.text
    assert not Mail.objects.exists()
    data["seen"] = answer.context["seen"]
    assert client.post(page(cycle), data).status_code == 302
    assert Mail.objects.count() == 1


def test_a_draft_changed_by_somebody_else_is_shown_beside_ones_own(client, cycle, team, day):
    data = shown(client, cycle, "save", "Le mien.")
    notices.save_draft(cycle, "Le sien.", version=0, user=team)
    answer = client.post(page(cycle), data)
    assert answer.status_code == 409
    assert "Le sien." in answer.text
    assert "Le mien." in answer.text


@pytest.mark.parametrize(
    ("text", "message"), [("x" * 5001, "5000"), ("A\x1fB", "caractères de contrôle"), ("A\x00B", "")]
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, cycle, team, day, text, message):
    answer = client.post(page(cycle), shown(client, cycle, "send", text))
    assert answer.status_code in (200, 400)
    assert message in answer.text
    assert not Mail.objects.exists()


@pytest.mark.parametrize("seen", ["", "x", "9" * 10_000, "0.0.REQUEST"])
def test_a_page_that_showed_something_else_sends_nothing(client, cycle, team, day, seen):
    answer = client.post(page(cycle), shown(client, cycle, "send", seen=seen))
    assert answer.status_code == 409
    assert not Mail.objects.exists()


def test_without_a_service_address_the_page_says_what_to_do(client, cycle, team, day):
    cycle.service_email = ""
    cycle.save()
    text = client.get(page(cycle)).text
    assert "Ce cycle n’a pas d’adresse de service" in text
    assert 'value="send"' not in text
    answer = client.post(page(cycle), shown(client, cycle, "send", "Bonjour."))
    assert "Bonjour." in answer.text
    assert not Mail.objects.exists()


def test_before_publication_the_page_says_so(client, team, cycle, day):
    type(cycle).objects.update(programme_published_at=None)
    assert "Le programme n’est pas encore publié" in client.get(page(cycle)).text


def sent_mail(client, cycle, state):
    client.post(page(cycle), shown(client, cycle, "send"))
    Mail.objects.update(state=state, attempts=8, last_error="coupé après DATA")
    return NoticeMail.objects.get()


def test_an_uncertain_mail_is_sent_again_or_left_as_the_team_decides(client, cycle, team, day):
    row = sent_mail(client, cycle, Mail.State.UNCERTAIN)
    decide = reverse("participants:notice_mail", args=[cycle.slug, row.pk])
    text = client.get(page(cycle)).text
    assert "incertain" in text
    assert team.email in text
    message_id = Mail.objects.get().message_id
    for _ in range(2):
        assert client.post(decide, {"action": "again"})["Location"] == page(cycle)
    mail = Mail.objects.get()
    assert (mail.state, mail.attempts, mail.message_id) == ("queued", 0, message_id)
    Mail.objects.update(state=Mail.State.UNCERTAIN)
    for _ in range(2):
        client.post(decide, {"action": "leave"})
    assert Mail.objects.get().state == "failed"


def test_a_mail_that_left_is_not_sent_again(client, cycle, team, day):
    client.post(page(cycle), shown(client, cycle, "send"))
    Mail.objects.update(state=Mail.State.SENT, sent_at=timezone.now())
    decide = reverse("participants:notice_mail", args=[cycle.slug, NoticeMail.objects.get().pk])
    for action in ("again", "leave", ""):
        client.post(decide, {"action": action})
    assert Mail.objects.get().state == "sent"


def test_a_mail_of_another_cycle_is_not_there(client, cycle, team, day):
    row = sent_mail(client, cycle, Mail.State.UNCERTAIN)
    other = make.cycle()
    make.membership(other, team, "facilitator")
    assert client.post(reverse("participants:notice_mail", args=[other.slug, row.pk])).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("participant", 403), ("observer", 403), (None, 404)])
def test_only_the_team(client, cycle, day, role, status):
    person = accounts.user()
    if role:
        make.membership(cycle, person, role)
    make.membership(make.cycle(), person, "facilitator")
    client.force_login(person)
    assert client.get(page(cycle)).status_code == status
    for action in ("save", "send", "discard"):
        assert client.post(page(cycle), {"action": action, "text": "x"}).status_code == status
    assert client.post(reverse("participants:notice_mail", args=[cycle.slug, 1])).status_code == status
    assert not Mail.objects.exists()


@pytest.mark.parametrize("count", [1, 4])
def test_more_days_and_notices_cost_no_more_queries(
    client, cycle, team, count, django_assert_max_num_queries
):
    for _ in range(count):
        make.workday(cycle, precision="day", date=TODAY + datetime.timedelta(days=30))
        client.post(page(cycle), shown(client, cycle, "send"))
    with django_assert_max_num_queries(17):
        client.get(page(cycle))
