"""The programme for everybody: announced beside actual, in words, with public reasons and no name."""

import datetime
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Identity
from cycle.history import history
from cycle.models import HeldAccount, ProgrammeChange, Reference, Workday
from cycle.services import add_workday, publish_programme, save_workday
from tests.factories import accounts
from tests.factories import cycle as make
from tests.factories.participants import participant

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def in_days(number):
    return {"precision": "day", "date": TODAY + datetime.timedelta(days=number)}


@pytest.fixture
def cycle():
    return make.cycle()


@pytest.fixture
def phase(cycle):
    """It goes on for a month."""
    begins, ends = (TODAY + datetime.timedelta(days=days) for days in (-60, 30))
    return make.phase(cycle, title="Fonder", begins_on=begins, ends_on=ends)


def saved(day, reason="", user=None, **changes):
    day = Workday.objects.get(pk=day.pk)
    for name, value in changes.items():
        setattr(day, name, value)
    save_workday(day, day.themes.all(), version=day.version, user=user or accounts.user(), reason=reason)


def address(cycle, **query):
    return reverse("cycle:programme", args=[cycle.slug], query=query)


def words(client, cycle, **query):
    text = re.sub(r"<[^>]+>", " ", client.get(address(cycle, **query)).text)
    return " ".join(unescape(text).replace("\u00a0", " ").split())


def row(cycle, number=1, edition=""):
    return next(row for row in history(cycle, TODAY, edition).rows if row.number == number)


# What differs


def test_a_day_held_as_announced_says_so(client, cycle, phase):
    day = make.workday(cycle, **in_days(-3))
    publish_programme(cycle)
    saved(day, status="held")
    assert row(cycle).outcome == "Tenue comme annoncé"
    text = words(client, cycle)
    assert "1 journée annoncée 1 tenue" in text
    assert "Tenue comme annoncé" in text
    assert "Comme annoncé" in text


def test_a_day_that_moved_says_from_and_to(client, cycle, phase):
    day = make.workday(cycle, precision="day", date=datetime.date(2031, 3, 4))
    publish_programme(cycle)
    saved(day, reason="La salle était prise.", date=datetime.date(2031, 3, 11))
    text = words(client, cycle)
    assert "Déplacée du mardi 4 mars 2031 au mardi 11 mars 2031." in text
    assert "La salle était prise." in text
    assert "Prévue, avec des changements" in text


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            {"precision": "month", "date": datetime.date(2031, 3, 1)},
            {"precision": "day", "date": datetime.date(2031, 3, 4)},
            "Fixée au mardi 4 mars 2031 ; elle était annoncée pour mars 2031.",
        ),
        (
            {"precision": "day", "date": datetime.date(2031, 3, 4)},
            {"precision": "month", "date": datetime.date(2031, 4, 1)},
            "Sans jour fixé à présent : avril 2031 ; elle était annoncée le mardi 4 mars 2031.",
        ),
        (
            {"precision": "month", "date": datetime.date(2031, 3, 1)},
            {"precision": "month", "date": datetime.date(2031, 4, 1)},
            "Annoncée pour mars 2031, à présent pour avril 2031.",
        ),
        ({}, {"format": "remote"}, "Forme précisée : à distance."),
        (
            {"format": "remote"},
            {"format": "on_site"},
            "Forme changée : de « à distance » à « sur place ».",
        ),
        ({"place": "Massy"}, {"place": ""}, "Lieu retiré : Massy."),
        ({"place": "Massy"}, {"place": "Évry"}, "Lieu changé : de « Massy » à « Évry »."),
        ({}, {"title": "Fonder"}, "Titre donné : Fonder."),
        ({"status": "cancelled"}, {"status": "planned"}, "Annulée dans cette édition, rétablie depuis."),
    ],
)
def test_each_thing_that_differs_is_a_sentence(cycle, phase, before, after, sentence):
    day = make.workday(cycle, **before)
    publish_programme(cycle)
    saved(day, **after)
    assert row(cycle).differences == [sentence]


def test_themes_and_phase_too(cycle, phase):
    first, second = make.theme(cycle, title="Un"), make.theme(cycle, title="Deux")
    later = make.phase(cycle, begins_on=phase.begins_on, ends_on=phase.ends_on)
    day = make.workday(cycle, themes=[first])
    publish_programme(cycle)
    day.phase = later
    day.save()
    day.themes.set([second])
    (found,) = history(cycle, TODAY).lanes[1].rows
    assert found.differences == [
        "Passée de la phase 1 à la phase 2.",
        "Thème ajouté : 2. Deux.",
        "Thème retiré : 1. Un.",
    ]


def test_a_phase_says_what_it_was_announced_as(client, cycle, phase):
    make.workday(cycle)
    publish_programme(cycle)
    phase.title = "Bâtir"
    phase.save()
    text = words(client, cycle)
    assert "Phase 1 : Bâtir" in text
    assert "annoncée : « Fonder »" in text


def test_a_cancelled_day_says_so_and_why(client, cycle, phase):
    day = make.workday(cycle, **in_days(9))
    publish_programme(cycle)
    saved(day, reason="Trop peu de monde.", status="cancelled")
    assert row(cycle).outcome == "Annulée"
    assert "N’a pas lieu" in words(client, cycle)
    text = words(client, cycle)
    assert "Trop peu de monde." in text
    assert "1 annulée" in text


def test_a_day_added_along_the_way_is_not_in_the_edition(client, cycle, phase):
    publish_programme(cycle)
    add_workday(Workday(cycle=cycle, phase=phase), [], user=accounts.user(), reason="On n’avait pas fini.")
    text = words(client, cycle)
    assert "Pas dans cette édition" in text
    assert "Ajoutée en cours de route" in text
    assert "On n’avait pas fini." in text


def test_a_day_that_is_gone_stays_as_it_was_announced(client, cycle, phase):
    day = make.workday(cycle, title="Oubliée", **in_days(9))
    publish_programme(cycle)
    day.delete()
    text = words(client, cycle)
    assert "Oubliée" in text
    assert "Retirée du programme" in text


def test_a_phase_that_is_gone_stays_with_its_days(client, cycle):
    day = make.workday(cycle, title="Oubliée")
    publish_programme(cycle)
    day.delete()
    cycle.phases.all().delete()
    text = words(client, cycle)
    assert "retirée du programme" in text
    assert "Oubliée" in text


def test_a_day_whose_date_is_past_claims_nothing(cycle, phase):
    make.workday(cycle, **in_days(-1))
    publish_programme(cycle)
    assert row(cycle).outcome == "Sa date est passée ; la suite n’est pas encore dite"
    assert row(cycle).is_unknown
    assert not row(cycle).is_as_announced


def test_where_only_the_whole_is_known_a_source_says_it_and_no_day_claims_anything(client, cycle):
    make.workday(cycle, phase=make.phase(cycle, begins_on="2021-03-01", ends_on="2021-05-31"))
    publish_programme(cycle)
    source = Reference.objects.create(cycle=cycle, number=1, key="r", title="Le récit", author="Quelqu’un")
    HeldAccount.objects.create(cycle=cycle, workdays=9, begins="2021-03", ends="2022-02", source=source)
    text = words(client, cycle)
    assert "1 journée annoncée 9 tenues" in text
    assert "9 journées, mars 2021 – février 2022" in text
    assert "Source : Le récit , Quelqu’un" in text
    assert "Ce qu’il en a été n’est pas connu jour par jour" in text
    assert "Comme annoncé" not in text
    assert "Non connu" in text


# Editions


def test_the_first_edition_is_shown_and_another_one_can_be_chosen(client, cycle, phase):
    day = make.workday(cycle, place="Massy")
    publish_programme(cycle)
    assert "Édition à comparer" not in client.get(address(cycle)).text
    saved(day, place="Évry", reason="Plus près.")
    publish_programme(cycle)
    text = words(client, cycle)
    assert "Édition 1, publiée sur ce portail" in text
    assert "de « Massy » à « Évry »" in text
    text = words(client, cycle, edition="2")
    assert "Édition 2, publiée sur ce portail" in text
    assert "Massy" not in text
    # What was said before that edition is not a reason for what came after.
    assert "Plus près." not in text
    for absurd in ("3", "0", "-1", "x", "9" * 50, ""):
        assert "Édition 1, publiée" in words(client, cycle, edition=absurd)


def test_an_edition_made_afterwards_says_so(client, cycle, phase):
    from cycle.models import ProgrammeEdition

    made = make.cycle()
    publish_programme(made)
    content = ProgrammeEdition.objects.get().content
    ProgrammeEdition.objects.create(cycle_key=cycle.pk, number=1, content=content, is_reconstructed=True)
    assert "Édition 1, reconstituée le" in words(client, cycle)


def test_before_the_first_edition_there_is_nothing_to_compare(client, cycle, phase):
    make.workday(cycle)
    assert "Le programme n’est pas encore publié." in words(client, cycle)


# Who reads what


def test_only_reasons_given_to_be_public_are_read_and_never_a_name(client, cycle, phase):
    day = make.workday(cycle)
    publish_programme(cycle)
    author = participant(cycle, role="facilitator", name="Inès Canari").membership.user
    identity = Identity.objects.of(author)
    identity.name = "Inès Canari"
    identity.save()
    ProgrammeChange.objects.create(
        cycle_key=cycle.pk,
        workday_uid=day.uid,
        workday_name="Journée 1",
        kind="changed",
        differences=[],
        reason="Entre nous.",
        author=identity,
    )
    saved(day, reason="Pour tout le monde.", user=author, place="Évry")
    saved(day, reason="Le lien avait changé.", user=author, video_link="https://visio.example/secret")
    for reader in (None, author, participant(cycle).membership.user):
        if reader:
            client.force_login(reader)
        text = client.get(address(cycle)).text
        assert "Pour tout le monde." in text
        for private in ("Entre nous.", "Le lien avait changé.", "visio.example", "Canari"):
            assert private not in text


def test_what_the_form_says_is_what_happens(client, cycle, phase):
    day = make.workday(cycle)
    publish_programme(cycle)
    make.membership(cycle, person := accounts.user(), "facilitator")
    client.force_login(person)
    assert "Tout le monde la lit" in client.get(reverse("workday:edit", args=[day.pk])).text


def test_a_reason_is_text_and_nothing_else(client, cycle, phase):
    day = make.workday(cycle)
    publish_programme(cycle)
    saved(day, reason="<script>alert(1)</script>", place="Évry")
    text = client.get(address(cycle)).text
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("role", ["facilitator", "observer", "participant"])
def test_members_read_the_programme_of_a_private_cycle(client, role):
    cycle = make.cycle(is_public=False)
    publish_programme(cycle)
    assert client.get(address(cycle)).status_code == 404
    client.force_login(accounts.user())
    assert client.get(address(cycle)).status_code == 404
    make.membership(cycle, person := accounts.user(), role)
    client.force_login(person)
    assert client.get(address(cycle)).status_code == 200


def test_one_finds_it_from_the_pages_of_the_cycle_and_from_the_board(client, cycle, phase):
    publish_programme(cycle)
    link = f'href="{address(cycle)}"'
    assert link in client.get(cycle.get_absolute_url()).text
    make.membership(cycle, person := accounts.user(), "facilitator")
    client.force_login(person)
    assert client.get(reverse("cycle:board", args=[cycle.slug])).text.count(link) == 2


def test_it_changes_at_once_for_whoever_had_read_it(client, cycle, phase):
    day = make.workday(cycle)
    publish_programme(cycle)
    first = client.get(address(cycle))
    assert client.get(address(cycle), headers={"If-None-Match": first["ETag"]}).status_code == 304
    saved(day, place="Évry")
    assert "Lieu précisé : Évry." in client.get(address(cycle), headers={"If-None-Match": first["ETag"]}).text


@pytest.mark.parametrize("count", [1, 3])
def test_more_rows_cost_no_more_queries(client, cycle, count, django_assert_num_queries):
    for number in range(count):
        venue = make.venue(cycle)
        theme = make.theme(cycle, phase=make.phase(cycle))
        day = make.workday(cycle, phase=theme.phase, themes=[theme], venue=venue, **in_days(number))
        publish_programme(cycle)
        saved(day, reason=f"Raison {number}", place="Évry")
    with django_assert_num_queries(8):
        client.get(address(cycle))


def test_it_is_read_as_a_table_with_names(client, cycle, phase):
    make.workday(cycle)
    publish_programme(cycle)
    text = client.get(address(cycle)).text
    assert text.count("<table") == text.count("<caption") == 1
    assert text.count('<th scope="col">') == 4
    assert text.count('<th scope="row">') == 1
