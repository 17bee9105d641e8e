"""What was announced stays as it was announced: one text an edition, refused any change by the database."""

import datetime
import importlib
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from cycle.editions import Programme, add_edition, programme_of
from cycle.exchange import read, store
from cycle.models import ProgrammeEdition
from cycle.services import publish_programme, save_workday
from support.public_pages import versions
from tests.factories import accounts, mapping
from tests.factories import cycle as make

from .test_data import DEMONSTRATION, ESSONNE
from .test_races import at_once

pytestmark = pytest.mark.django_db

TABLE = "cycle_programmeedition"


@pytest.fixture
def cycle():
    return make.cycle()


def full_day(cycle, name="La Halle", **fields):
    theme = make.theme(cycle, title="Nos enjeux")
    venue = make.venue(cycle, name=name, address="1 place", commune=mapping.territory(name="Évry"))
    return make.workday(
        cycle,
        **{
            "themes": [theme],
            "precision": "minute",
            "date": datetime.date(2026, 3, 17),
            "starts_at": datetime.time(9),
            "ends_at": datetime.time(16, 30),
            "format": "both",
            "venue": venue,
            "place": "étage",
            "video_link": "https://visio.example/secret",
            **fields,
        },
    )


def saved(day, **changes):
    for name, value in changes.items():
        setattr(day, name, value)
    save_workday(day, day.themes.all(), version=day.version, user=accounts.user())
    day.refresh_from_db()


def refused(sql):
    with pytest.raises(IntegrityError, match="frozen: "), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_edition_says_the_programme_in_words_and_never_how_to_join_from_afar(cycle):
    day = full_day(cycle)
    edition = publish_programme(cycle)
    assert (edition.number, edition.is_reconstructed) == (1, False)
    said = Programme.from_text(edition.content)
    assert said == programme_of(cycle)
    assert [(phase.number, phase.title, phase.period) for phase in said.phases] == [
        (1, "Phase 1", "mars – mai 2026")
    ]
    (told,) = said.workdays
    assert told.uid == str(day.uid)
    assert told.date == "mardi 17 mars 2026"
    assert told.hours == "9\u00a0h – 16\u00a0h\u00a030"
    assert told.place == "La Halle, 1 place, Évry, étage"
    assert told.format == "sur place et à distance"
    assert told.themes == ("1. Nos enjeux",)
    assert "visio.example" not in edition.content


def test_its_text_is_canonical_and_its_lines_end_in_one_way(cycle):
    make.workday(cycle, title="Un\r\ndeux")
    text = publish_programme(cycle).content
    assert "Un\\ndeux" in text
    assert "\\r" not in text
    said = json.loads(text)
    assert text == json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert set(said) == {"format", "phases", "workdays"}


def test_published_again_unchanged_there_is_no_new_edition(cycle):
    day = full_day(cycle)
    assert publish_programme(cycle).number == 1
    assert publish_programme(cycle) is None
    saved(day, video_link="https://visio.example/autre")
    assert publish_programme(cycle) is None
    saved(day, title="Autre")
    assert publish_programme(cycle).number == 2
    first, second = ProgrammeEdition.objects.of_cycle(cycle)
    assert (Programme.from_text(first.content).workdays[0].title, first.number) == ("", 1)
    assert Programme.from_text(second.content).workdays[0].title == "Autre"


def test_publishing_renews_the_public_pages_of_the_cycle_and_publishing_in_vain_does_not(cycle):
    publish_programme(cycle)
    before = versions([cycle.scope])
    publish_programme(cycle)
    assert versions([cycle.scope]) == before
    make.workday(cycle)
    publish_programme(cycle)
    assert versions([cycle.scope]) != before


def test_each_cycle_counts_its_own_editions(cycle):
    other = make.cycle()
    assert publish_programme(cycle).number == publish_programme(other).number == 1


@pytest.mark.django_db(transaction=True)
def test_published_six_times_at_once_there_is_one_edition():
    cycle = make.cycle()
    make.workday(cycle)
    made = at_once(6, lambda: publish_programme(cycle))
    assert sorted(edition.number for edition in made if edition) == [1]
    assert ProgrammeEdition.objects.count() == 1


def test_a_failure_on_the_way_publishes_nothing(cycle, monkeypatch):
    monkeypatch.setattr("cycle.services.bump", lambda *names: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish_programme(cycle)
    cycle.refresh_from_db()
    assert cycle.programme_published_at is None
    assert not ProgrammeEdition.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_to_change_an_edition():
    cycle = make.cycle()
    content = publish_programme(cycle).content
    refused(f"UPDATE {TABLE} SET content = '{{}}'")
    refused(f"DELETE FROM {TABLE}")
    if connection.vendor == "sqlite":
        columns = ", ".join(field.column for field in ProgrammeEdition._meta.concrete_fields)
        refused(f"INSERT OR REPLACE INTO {TABLE} ({columns}) SELECT {columns} FROM {TABLE}")
    else:
        refused(f"TRUNCATE {TABLE}")
    assert ProgrammeEdition.objects.get().content == content


def test_a_number_is_given_once_and_counts_from_one(cycle):
    publish_programme(cycle)
    for number, name in [(1, "one_per_number|UNIQUE"), (0, "from_one|CHECK")]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ProgrammeEdition.objects.create(cycle_key=cycle.pk, number=number, content="{}")


def test_it_outlives_its_cycle(cycle):
    publish_programme(cycle)
    cycle.delete()
    assert ProgrammeEdition.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_more_days_cost_no_more_queries(cycle, count, django_assert_num_queries):
    for number in range(count):
        full_day(cycle, f"Lieu {number}")
    with django_assert_num_queries(5):
        add_edition(cycle)


# Files


@pytest.fixture
def department():
    """With the communes in which the demonstration meets."""
    made = mapping.territory(kind="department", code="91")
    for code in ("91228", "91103"):
        mapping.territory(kind="commune", code=code, parents=[made])


@pytest.mark.usefixtures("department")
@pytest.mark.parametrize(("text", "is_reconstructed"), [(ESSONNE, False), (DEMONSTRATION, True)])
def test_the_days_that_a_file_says_were_announced_make_its_first_edition(text, is_reconstructed):
    content = read(text)
    cycle = store(content).cycle
    edition = ProgrammeEdition.objects.of_cycle(cycle).get()
    said = Programme.from_text(edition.content).workdays
    assert [day.number for day in said] == [day.number for day in cycle.workdays.filter(is_announced=True)]
    assert len(said) == 8
    assert edition.is_reconstructed is is_reconstructed
    assert not any(day.is_cancelled for day in said)
    store(content)
    store(replace(content, tagline="Autre"))
    assert ProgrammeEdition.objects.count() == 1


@pytest.mark.usefixtures("department")
def test_a_file_that_is_not_public_makes_none_until_it_is():
    content = read(ESSONNE)
    store(replace(content, public=False))
    assert not ProgrammeEdition.objects.exists()
    store(content)
    assert ProgrammeEdition.objects.count() == 1


@pytest.mark.usefixtures("department")
def test_a_file_makes_no_second_edition_the_team_does():
    content = read(ESSONNE)
    cycle = store(content).cycle
    first, *others = content.phases
    day = replace(first.workdays[0], title="Autre")
    store(replace(content, phases=(replace(first, workdays=(day, *first.workdays[1:])), *others)))
    assert ProgrammeEdition.objects.count() == 1
    assert publish_programme(cycle).number == 2


# The migration


def migrated():
    migration = importlib.import_module("cycle.migrations.0005_editions")
    migration.reconstruct_first_editions(apps, SimpleNamespace(connection=connection))


def test_what_was_published_before_there_were_editions_gets_one_that_says_it_is_made_afterwards(cycle):
    full_day(cycle)
    make.workday(cycle, status="held", precision="month", date=datetime.date(2026, 4, 1))
    make.workday(cycle, precision="day", date=datetime.date(2026, 5, 1), format="remote")
    cycle.publish_programme()
    unpublished = make.cycle()
    migrated()
    edition = ProgrammeEdition.objects.get()
    assert (edition.cycle_key, edition.number, edition.is_reconstructed) == (cycle.pk, 1, True)
    # In the very words of today: publishing makes no edition of nothing.
    assert edition.content == programme_of(cycle).as_text()
    assert publish_programme(cycle) is None
    assert not ProgrammeEdition.objects.of_cycle(unpublished).exists()


def test_it_holds_the_days_announced_at_first_and_not_what_became_of_them(cycle):
    make.workday(cycle, title="Annoncée", status="cancelled")
    make.workday(cycle, title="Ajoutée", is_announced=False)
    cycle.publish_programme()
    migrated()
    (day,) = Programme.from_text(ProgrammeEdition.objects.get().content).workdays
    assert (day.title, day.is_cancelled) == ("Annoncée", False)
