"""The history of a published programme: kept in words, and refused any change by the database."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Identity
from cycle.changes import differences, in_words, record
from cycle.models import ProgrammeChange
from support.frozen import install
from tests.factories import accounts
from tests.factories import cycle as make

pytestmark = pytest.mark.django_db

TABLE = "cycle_programmechange"


def published():
    cycle = make.cycle()
    cycle.publish_programme()
    return cycle


@pytest.fixture
def change():
    day = make.workday(published())
    record(day.cycle, day, {"Lieu": "a"}, {"Lieu": "b"}, author=Identity.objects.of(accounts.user()))
    return ProgrammeChange.objects.get()


def refused(sql):
    with pytest.raises(IntegrityError, match="frozen: "), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_day_is_said_in_words():
    theme = make.theme(make.cycle(), title="Nos enjeux")
    day = make.workday(
        theme.cycle,
        precision="minute",
        date=datetime.date(2026, 3, 17),
        starts_at=datetime.time(9),
        ends_at=datetime.time(16, 30),
        format="both",
        is_announced=False,
    )
    words = in_words(day, [theme])
    assert words["Date"] == "mardi 17 mars 2026"
    assert words["Heures"] == "9\u00a0h – 16\u00a0h\u00a030"
    assert words["Thèmes"] == "1. Nos enjeux"
    assert words["Forme"] == "sur place et à distance"
    assert words["Situation"] == "prévue"
    assert words["Plan du cycle"] == "ajoutée en cours de route"
    assert in_words(make.workday(theme.cycle), [])["Date"] == "mars – mai 2026, jour à préciser"


def test_only_what_differs_is_told_in_the_order_of_the_form():
    before, after = {"Titre": "a", "Lieu": "b", "Date": "c"}, {"Titre": "x", "Lieu": "b", "Date": "y"}
    assert [one["field"] for one in differences(before, after)] == ["Titre", "Date"]
    assert differences(before, before) == []


def test_nothing_is_kept_before_publication_nor_where_nothing_differs():
    day = make.workday(make.cycle())
    record(day.cycle, day, {"Lieu": "a"}, {"Lieu": "b"})
    day = make.workday(published())
    record(day.cycle, day, {"Lieu": "a"}, {"Lieu": "a"})
    assert not ProgrammeChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_to_change_what_was_kept(change):
    refused(f"UPDATE {TABLE} SET reason = 'autre'")
    refused(f"UPDATE {TABLE} SET author_id = NULL")
    refused(f"DELETE FROM {TABLE}")
    if connection.vendor == "sqlite":
        columns = ", ".join(field.column for field in ProgrammeChange._meta.concrete_fields)
        refused(f"INSERT OR REPLACE INTO {TABLE} ({columns}) SELECT {columns} FROM {TABLE}")
    else:
        refused(f"TRUNCATE {TABLE}")
        refused(f"INSERT INTO {TABLE} SELECT * FROM {TABLE} ON CONFLICT (id) DO UPDATE SET reason = 'autre'")
    assert ProgrammeChange.objects.get().differences == change.differences


@pytest.mark.django_db(transaction=True)
def test_also_once_a_migration_has_made_its_table_anew(change):
    field = ProgrammeChange._meta.get_field("reason").clone()
    field.db_default = ""
    field.set_attributes_from_name("reason")
    field.model = ProgrammeChange
    with connection.schema_editor() as editor:
        editor.alter_field(ProgrammeChange, ProgrammeChange._meta.get_field("reason"), field, strict=True)
    install()
    try:
        refused(f"UPDATE {TABLE} SET reason = 'autre'")
        refused(f"DELETE FROM {TABLE}")
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(ProgrammeChange, field, ProgrammeChange._meta.get_field("reason"), strict=True)
        install()


def test_a_kind_that_does_not_exist_is_refused(change):
    with pytest.raises(IntegrityError, match="programme_change_kind_is_known"), transaction.atomic():
        ProgrammeChange.objects.create(
            cycle_key=1, workday_uid=change.workday_uid, workday_name="J", kind="other", differences=[]
        )


def test_it_outlives_its_day_and_its_author(change):
    author = change.author
    author.user.delete()
    author.refresh_from_db()
    author.erase()
    make.Workday.objects.all().delete()
    kept = ProgrammeChange.objects.get()
    assert kept.author_label == "personne dont le compte est effacé"
