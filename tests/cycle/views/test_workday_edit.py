import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cycle.models import ProgrammeChange
from tests.cycle.calendars import events
from tests.cycle.preparing import facilitator, filled
from tests.factories import accounts
from tests.factories import cycle as make
from tests.factories.participants import participant

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SOON = TODAY + datetime.timedelta(days=30)


def page(day):
    return reverse("workday:edit", args=[day.pk])


def board(day):
    return reverse("cycle:board", args=[day.cycle.slug])


@pytest.fixture
def day(client):
    """Announced, in a cycle whose programme is published; its facilitator is logged in."""
    cycle = make.cycle()
    cycle.publish_programme()
    begins, ends = TODAY - datetime.timedelta(days=10), TODAY + datetime.timedelta(days=60)
    phase = make.phase(cycle, begins_on=begins, ends_on=ends)
    made = make.workday(cycle, phase=phase, title="Nos valeurs", themes=[make.theme(cycle)])
    made.team = facilitator(client, cycle)
    return made


def test_a_day_is_scheduled_and_page_timeline_and_feed_follow_at_once(client, day):
    anybody = Client()
    feed = reverse("cycle:feed", args=[day.cycle.slug])
    for address in (day.get_absolute_url(), day.cycle.get_absolute_url(), "/"):
        assert "Salle des fêtes" not in anybody.get(address).text
    assert events(anybody.get(feed).content) == []
    answer = client.post(
        page(day),
        filled(
            day,
            day=SOON.isoformat(),
            starts_at="08:00",
            ends_at="16:30",
            format="both",
            place="Salle des fêtes",
            video_link="https://visio.example/a",
        ),
        follow=True,
    )
    assert answer.redirect_chain == [(board(day), 302)]
    assert "« Nos valeurs » est enregistrée." in answer.text
    assert "Salle des fêtes" in anybody.get(day.get_absolute_url()).text
    assert "· fixée" in anybody.get(day.cycle.get_absolute_url()).text
    (event,) = events(anybody.get(feed).content)
    assert event["DTSTART"] == ("TZID=Europe/Paris", f"{SOON:%Y%m%d}T080000")
    day.refresh_from_db()
    assert (day.precision, day.state, day.version) == ("minute", "scheduled", 2)
    assert day.edited_by.user == day.team


@pytest.mark.parametrize(
    ("said", "precision", "date"),
    [
        ({}, "period", None),
        ({"month": f"{SOON:%Y-%m}"}, "month", SOON.replace(day=1)),
        ({"day": SOON.isoformat()}, "day", SOON),
        ({"day": f"{SOON:%d/%m/%Y}"}, "day", SOON),
        ({"day": SOON.isoformat(), "month": f"{TODAY:%Y-%m}"}, "day", SOON),
        ({"day": SOON.isoformat(), "starts_at": "09:00", "ends_at": "12:30"}, "minute", SOON),
    ],
)
def test_a_date_is_as_precise_as_what_is_filled_in(client, day, said, precision, date):
    assert client.post(page(day), filled(day, place="Ici", **said)).status_code == 302
    day.refresh_from_db()
    assert (day.precision, day.date) == (precision, date)


def test_a_date_can_become_less_precise_again(client, day):
    client.post(page(day), filled(day, day=SOON.isoformat(), starts_at="09:00", ends_at="12:00"))
    day.refresh_from_db()
    shown = client.get(page(day)).text
    assert f'value="{SOON.isoformat()}"' in shown
    assert 'value="09:00"' in shown
    client.post(page(day), filled(day, day="", starts_at="", ends_at="", month=f"{SOON:%Y-%m}"))
    day.refresh_from_db()
    assert (day.precision, day.starts_at, day.state) == ("month", None, "announced")


def test_the_feed_says_that_a_day_is_cancelled_and_the_page_too(client, day):
    client.post(page(day), filled(day, day=SOON.isoformat()))
    day.refresh_from_db()
    feed = reverse("cycle:feed", args=[day.cycle.slug])
    (before,) = events(Client().get(feed).content)
    refused = client.post(page(day), filled(day, status="cancelled"))
    assert "Dites en une phrase pourquoi la journée est annulée." in refused.text
    client.post(page(day), filled(day, status="cancelled", reason="La salle est fermée."))
    (after,) = events(Client().get(feed).content)
    assert after["STATUS"] == ("", "CANCELLED")
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"][1]) > int(before["SEQUENCE"][1])
    text = Client().get(day.get_absolute_url()).text
    assert "Cette journée n’aura pas lieu." in text
    assert "La salle est fermée." not in text
    assert "La salle est fermée." in client.get(day.get_absolute_url()).text


def test_what_diaries_do_not_show_leaves_the_sequence_alone(client, day):
    client.post(page(day), filled(day, day=SOON.isoformat()))
    day.refresh_from_db()
    client.post(page(day), filled(day, video_link="https://visio.example/b"))
    sequence = day.sequence
    day.refresh_from_db()
    assert (day.sequence, day.version) == (sequence, 3)


def test_themes_are_chosen_among_those_of_the_cycle(client, day):
    second, foreign = make.theme(day.cycle), make.theme(make.cycle())
    client.post(page(day), filled(day, themes=[second.pk]))
    assert list(day.themes.all()) == [second]
    day.refresh_from_db()
    answer = client.post(page(day), filled(day, themes=[foreign.pk]))
    assert "Ce thème n’est pas de ce cycle" in answer.text
    assert list(day.themes.all()) == [second]


def test_a_phase_of_another_cycle_is_refused(client, day):
    foreign = make.phase(make.cycle())
    assert "Choisissez une phase du cycle." in client.post(page(day), filled(day, phase=foreign.pk)).text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"day": "2026-02-30"}, "Donnez un jour qui existe"),
        ({"day": "0001-01-01"}, "Donnez une année de 1900 à 2199."),
        ({"month": "2026-13"}, "Sélectionnez un choix valide"),
        ({"starts_at": "09:00", "ends_at": "12:00"}, "Des heures demandent un jour"),
        ({"day": SOON.isoformat(), "starts_at": "09:00"}, "Donnez aussi l’heure de fin"),
        ({"day": SOON.isoformat(), "ends_at": "09:00"}, "Donnez aussi l’heure de début"),
        (
            {"day": SOON.isoformat(), "starts_at": "12:00", "ends_at": "12:00"},
            "La fin vient après le début.",
        ),
        ({"day": SOON.isoformat(), "starts_at": "25:00", "ends_at": "9"}, "Donnez une heure"),
        ({"day": SOON.isoformat(), "status": "held"}, "elle ne peut pas être déjà tenue"),
        ({"status": "inconnue"}, "Choisissez une des situations proposées."),
        ({"format": "inconnue"}, "Choisissez une des formes proposées."),
        ({"video_link": "javascript:alert(1)"}, "Donnez une adresse qui commence par https://."),
        ({"video_link": "ftp://visio.example/"}, "Donnez une adresse qui commence par https://."),
        ({"title": "x" * 201}, "200 caractères"),
        ({"title": "a\u2028b"}, "sur une seule ligne"),
        ({"description": "x" * 100_000}, "20000 caractères"),
        ({"reason": "x" * 1_001}, "1000 caractères"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_typed_is_lost(client, day, said, told):
    answer = client.post(page(day), filled(day, place="Tapé à l’instant", **said))
    assert answer.status_code == 200
    assert told in answer.text.replace("\u202f", "").replace("\u00a0", "")
    assert 'value="Tapé à l’instant"' in answer.text
    assert 'class="errors"' in answer.text
    day.refresh_from_db()
    assert (day.version, day.place) == (1, "")


def test_a_past_day_may_be_held(client, day):
    yesterday = TODAY - datetime.timedelta(days=1)
    client.post(page(day), filled(day, day=yesterday.isoformat(), status="held"))
    day.refresh_from_db()
    assert day.state == "held"


# Two people


def test_a_stale_save_is_refused_with_both_texts_and_nothing_is_lost(client, day):
    stale = filled(day, place="Salle A", description="Mon texte,\nsur deux lignes.", reason="La mienne.")
    other = Client()
    other.force_login(participant(day.cycle, role="facilitator", name="Inès Canari").membership.user)
    assert other.post(page(day), filled(day, place="Salle B")).status_code == 302
    answer = client.post(page(day), stale)
    assert answer.status_code == 409
    for text in (
        "Salle A",
        "Salle B",
        "Mon texte,",
        "La mienne.",
        "Inès Canari",
        "Quelqu’un a enregistré cette journée",
    ):
        assert text in answer.text
    assert timezone.localtime().strftime("à %H:") in answer.text
    assert '<input type="hidden" name="version" value="2">' in answer.text
    day.refresh_from_db()
    assert day.place == "Salle B"
    # One keeps one's own, knowingly.
    assert client.post(page(day), stale | {"version": 2}).status_code == 302
    day.refresh_from_db()
    assert (day.place, day.description, day.version) == ("Salle A", "Mon texte,\nsur deux lignes.", 3)


def test_what_one_did_not_touch_follows_the_other(client, day):
    theme = make.theme(day.cycle)
    day.place = "Au début"
    day.save()
    before = {f"initial-{name}": value for name, value in filled(day).items()}
    stale = filled(day, day=SOON.isoformat(), themes=[theme.pk], reason="Parce que.") | before
    other = Client()
    facilitator(other, day.cycle)
    other.post(page(day), filled(day, place="Salle B", title="Un autre titre"))
    answer = client.post(page(day), stale)
    assert answer.status_code == 409
    assert "reprend donc la version enregistrée : titre, lieu." in answer.text
    assert answer.text.count('<th scope="row">') == 2
    # Whatever the page shows is sent again.
    sent = {}
    for field in answer.context["form"]:
        value = field.value()
        sent[field.html_name] = value if isinstance(value, list) else "" if value is None else value
    assert client.post(page(day), sent | {"version": 2}).status_code == 302
    day.refresh_from_db()
    assert (day.title, day.place, day.date) == ("Un autre titre", "Salle B", SOON)
    assert list(day.themes.all()) == [theme]
    assert ProgrammeChange.objects.newest_first().first().reason == "Parce que."


def test_whoever_changed_nothing_has_no_conflict_with_whoever_did(client, day):
    shown = {f"initial-{name}": value for name, value in filled(day).items()}
    untouched = filled(day) | shown
    other = Client()
    facilitator(other, day.cycle)
    other.post(page(day), filled(day, title="Un autre titre"))
    answer = client.post(page(day), untouched, follow=True)
    assert answer.redirect_chain == [(board(day), 302)]
    assert (
        "Rien n’a changé : « Un autre titre » est comme quelqu’un d’autre vient de l’enregistrer."
        in answer.text
    )
    day.refresh_from_db()
    assert (day.title, day.version) == ("Un autre titre", 2)
    assert ProgrammeChange.objects.count() == 1


@pytest.mark.parametrize("version", ["", "0", "-1", "7", "9" * 400, "x", "٣", None])
def test_a_version_that_the_day_does_not_have_is_stale(client, day, version):
    data = filled(day, place="Salle A", version=version)
    if version is None:
        del data["version"]
    answer = client.post(page(day), data)
    assert answer.status_code == 409
    assert "Salle A" in answer.text


def test_the_same_form_sent_twice_changes_once(client, day):
    data = filled(day, place="Salle A")
    for _ in range(2):
        assert client.post(page(day), data).status_code == 302
    day.refresh_from_db()
    assert day.version == 2
    assert ProgrammeChange.objects.count() == 1


def test_saving_without_a_change_changes_nothing(client, day):
    answer = client.post(page(day), filled(day), follow=True)
    assert "rien n’a changé" in answer.text
    day.refresh_from_db()
    assert (day.version, day.sequence) == (1, 0)
    assert not ProgrammeChange.objects.exists()


# History


def test_a_change_after_publication_is_kept_with_its_reason_and_author(client, day):
    client.post(page(day), filled(day, place="Salle A", reason="Plus grande."))
    change = ProgrammeChange.objects.get()
    assert change.differences == [{"field": "Lieu", "before": "", "after": "Salle A"}]
    assert (change.reason, change.author.user) == ("Plus grande.", day.team)


def test_before_publication_nothing_is_kept_and_no_reason_is_asked(client):
    day = make.workday(make.cycle())
    facilitator(client, day.cycle)
    assert 'name="reason"' not in client.get(page(day)).text
    assert client.post(page(day), filled(day, status="cancelled")).status_code == 302
    assert not ProgrammeChange.objects.exists()


# Who


@pytest.mark.parametrize(("role", "status"), [("participant", 403), ("observer", 403), (None, 404)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_the_team_of_that_cycle(client, day, role, status, method):
    person = accounts.user()
    if role:
        make.membership(day.cycle, person, role)
    make.membership(make.cycle(), person, "facilitator")
    client.force_login(person)
    assert getattr(client, method)(page(day), filled(day, place="Ailleurs")).status_code == status
    day.refresh_from_db()
    assert day.place == ""


@pytest.mark.parametrize("count", [1, 3])
def test_more_themes_and_phases_cost_no_more_queries(client, day, count, django_assert_num_queries):
    for _ in range(count):
        make.theme(day.cycle, phase=make.phase(day.cycle))
        make.workday(day.cycle)
    client.get(page(day))
    with django_assert_num_queries(12):
        client.get(page(day))


def test_how_many_came_is_told_of_a_held_day_alone(client, day):
    past = TODAY - datetime.timedelta(days=3)
    held = {"day": past.isoformat(), "status": "held", "people": "36", "organisations": "14"}
    refused = client.post(page(day), filled(day, **held | {"status": "planned"}))
    assert refused.status_code == 200
    assert refused.text.count("Des présences se comptent quand la journée est tenue") >= 2
    client.post(page(day), filled(day, **held))
    assert "36 personnes, de 14 structures" in Client().get(day.get_absolute_url()).text
    day.refresh_from_db()
    # Restored, once the figures are emptied.
    client.post(page(day), filled(day, status="planned", people="", organisations=""))
    day.refresh_from_db()
    assert (day.status, day.people) == ("planned", None)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"capacity": "0"}, "supérieure ou égale à 1"),
        ({"capacity": "trente"}, "Donnez un nombre, en chiffres."),
        ({"people": "-1", "status": "held"}, "supérieure ou égale à 0"),
        ({"people": "9" * 400, "status": "held"}, "inférieure ou égale à"),
    ],
)
def test_a_number_that_cannot_be_is_told_beside_its_field(client, day, said, told):
    answer = client.post(page(day), filled(day, **said))
    assert answer.status_code == 200
    assert told in answer.text


def test_an_unusual_date_is_saved_and_said(client, day):
    sunday = TODAY + datetime.timedelta(days=13 - TODAY.weekday())
    answer = client.post(page(day), filled(day, day=sunday.isoformat()), follow=True)
    assert "est enregistrée" in answer.text
    assert "un dimanche" in answer.text
    day.refresh_from_db()
    assert day.date == sunday
    assert "<li>un dimanche</li>" in client.get(page(day)).text
    # Said to the team alone.
    assert "un dimanche" not in Client().get(day.get_absolute_url()).text
