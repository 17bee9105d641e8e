"""What the database itself refuses, whoever writes to it and in whatever way."""

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models.signals import post_migrate, pre_migrate

from support import frozen as frozen_tables
from support.frozen import Rule, declared, install, installed, lifted, make_way

pytestmark = pytest.mark.django_db(transaction=True)


class Sheet(models.Model):
    """Free until it is sealed."""

    sealed_at = models.DateTimeField(null=True)
    text = models.TextField(default="")

    class Meta:
        app_label = "support"
        db_table = "frozen_test_sheet"
        managed = False

    def __str__(self):
        return self.text


class Line(models.Model):
    """Follows its sheet."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE)
    text = models.TextField(default="")

    class Meta:
        app_label = "support"
        db_table = "frozen_test_line"
        managed = False

    def __str__(self):
        return self.text


class Link(models.Model):
    """Never changes."""

    text = models.TextField(default="")

    class Meta:
        app_label = "support"
        db_table = "frozen_test_link"
        managed = False

    def __str__(self):
        return self.text


MODELS = (Sheet, Line, Link)


@pytest.fixture
def tables(monkeypatch):
    """The three tables, with their rules, for one test."""
    rules = {Sheet: Rule(Sheet, once="sealed_at"), Line: Rule(Line, through="sheet"), Link: Rule(Link)}
    monkeypatch.setattr(frozen_tables, "_rules", frozen_tables._rules | rules)
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    install()
    yield
    with connection.schema_editor() as editor:
        for model in reversed(MODELS):
            editor.delete_model(model)


def refused(sql):
    with pytest.raises(IntegrityError, match="frozen: "), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def allowed(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_after_all_migrations_the_database_holds_every_declared_trigger():
    assert installed() == declared()


def test_a_frozen_row_is_neither_updated_nor_deleted_nor_replaced(tables):
    allowed("INSERT INTO frozen_test_link (id, text) VALUES (1, 'a')")
    refused("UPDATE frozen_test_link SET text = 'b'")
    refused("DELETE FROM frozen_test_link")
    if connection.vendor == "sqlite":
        refused("INSERT OR REPLACE INTO frozen_test_link (id, text) VALUES (1, 'b')")
    else:
        refused("TRUNCATE frozen_test_link")
        refused("INSERT INTO frozen_test_link VALUES (1, 'b') ON CONFLICT (id) DO UPDATE SET text = 'b'")
    assert Link.objects.get().text == "a"


def test_a_row_is_free_until_it_is_sealed_then_frozen(tables):
    sheet = Sheet.objects.create(text="a")
    Sheet.objects.update(text="b")
    Sheet.objects.update(sealed_at="2026-01-01T00:00Z")
    refused("UPDATE frozen_test_sheet SET text = 'c'")
    refused("UPDATE frozen_test_sheet SET sealed_at = NULL")
    refused("DELETE FROM frozen_test_sheet")
    sheet.refresh_from_db()
    assert sheet.text == "b"


def test_what_belongs_to_a_sealed_row_is_frozen_with_it(tables):
    free, sealed = Sheet.objects.create(), Sheet.objects.create()
    Line.objects.create(sheet=sealed, text="a")
    Line.objects.create(sheet=free, text="a")
    Sheet.objects.filter(pk=sealed.pk).update(sealed_at="2026-01-01T00:00Z")
    refused(f"UPDATE frozen_test_line SET text = 'b' WHERE sheet_id = {sealed.pk}")
    refused(f"DELETE FROM frozen_test_line WHERE sheet_id = {sealed.pk}")
    refused(f"INSERT INTO frozen_test_line (sheet_id, text) VALUES ({sealed.pk}, 'late')")
    refused(f"UPDATE frozen_test_line SET sheet_id = {sealed.pk} WHERE sheet_id = {free.pk}")
    allowed(f"UPDATE frozen_test_line SET text = 'b' WHERE sheet_id = {free.pk}")
    allowed(f"DELETE FROM frozen_test_line WHERE sheet_id = {free.pk}")


def test_a_table_that_a_migration_made_anew_is_frozen_again(tables):
    with connection.schema_editor() as editor:
        field = models.TextField(default="", db_default="x")
        field.set_attributes_from_name("text")
        field.model = Link
        editor.alter_field(Link, Link._meta.get_field("text"), field, strict=True)
    install()
    assert installed() == declared()
    allowed("INSERT INTO frozen_test_link (id, text) VALUES (1, 'a')")
    refused("DELETE FROM frozen_test_link")


def test_a_table_that_a_trigger_of_another_looks_into_can_be_made_anew(tables):
    sealed = Sheet.objects.create(sealed_at="2026-01-01T00:00Z")
    make_way(plan=["a migration"])
    with connection.schema_editor() as editor:
        field = models.TextField(default="", db_default="x")
        field.set_attributes_from_name("text")
        field.model = Sheet
        editor.alter_field(Sheet, Sheet._meta.get_field("text"), field, strict=True)
    install()
    assert installed() == declared()
    refused(f"INSERT INTO frozen_test_line (sheet_id, text) VALUES ({sealed.pk}, 'late')")
    refused("UPDATE frozen_test_sheet SET text = 'b'")


def test_without_anything_to_migrate_no_trigger_steps_aside(tables):
    make_way(plan=[])
    assert installed() == declared()


def test_migrating_makes_way_and_puts_back():
    assert make_way in {receiver() for _, receiver, *_ in pre_migrate.receivers}
    assert install in {receiver() for _, receiver, *_ in post_migrate.receivers}


def test_a_test_may_lift_the_triggers_and_they_come_back(tables):
    Link.objects.create(text="a")
    with lifted():
        Link.objects.update(text="b")
    assert installed() == declared()
    refused("UPDATE frozen_test_link SET text = 'c'")
