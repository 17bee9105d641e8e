"""What the database itself refuses of a charter, whoever writes; also once a migration remade a table."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from charter import services
from charter.models import Article, ChainLink, Signatory, Version
from charter.verification import verify
from support.frozen import declared, install, installed, make_way
from tests.factories import charter as made

pytestmark = pytest.mark.django_db(transaction=True)

FROZEN = (Version, Article, ChainLink)


@pytest.fixture
def version():
    adopted = made.version()
    made.signatory(adopted)
    return adopted


def refused(sql, parameters=()):
    with pytest.raises(IntegrityError, match="frozen: "), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def refuses_everything(model):
    table = connection.ops.quote_name(model._meta.db_table)
    for field in model._meta.concrete_fields:
        column = connection.ops.quote_name(field.column)
        refused(f"UPDATE {table} SET {column} = {column}")
    refused(f"DELETE FROM {table}")
    columns = ", ".join(connection.ops.quote_name(field.column) for field in model._meta.concrete_fields)
    if connection.vendor == "sqlite":
        refused(f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}")
    else:
        refused(f"TRUNCATE {table} CASCADE")
        refused(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} "
            "ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id"
        )


@pytest.mark.parametrize("model", FROZEN)
def test_what_is_adopted_or_recorded_is_refused_any_change(version, model):
    refuses_everything(model)
    assert verify(version.charter).is_valid


@pytest.mark.parametrize("model", FROZEN)
def test_also_after_a_migration_has_altered_its_table(version, model):
    old = model._meta.get_field("title" if model is not ChainLink else "commitment")
    wider = old.clone()
    wider.max_length = old.max_length + 1
    wider.set_attributes_from_name(old.name)
    wider.model = model
    make_way(plan=["a migration"])
    back = (wider, old)
    for before, after in ((old, wider), back):
        with connection.schema_editor() as editor:
            editor.alter_field(model, before, after, strict=True)
    install()
    assert installed() == declared()
    refuses_everything(model)


def test_an_adopted_version_takes_no_further_article(version):
    with pytest.raises(IntegrityError, match="frozen: "), transaction.atomic():
        Article.objects.create(version=version, number=9, kind="value", title="T", text="T")
    draft = made.draft(version.charter)
    with pytest.raises(IntegrityError, match="frozen: "), transaction.atomic():
        draft.articles.update(version=version)


def test_a_draft_is_free(version):
    draft = made.draft(version.charter)
    draft.articles.update(text="Autrement.")
    draft.articles.first().delete()
    Version.objects.filter(pk=draft.pk).update(title="Un autre titre")
    draft.delete()


def test_what_may_be_erased_is_not_frozen(version):
    signatory = Signatory.objects.get()
    services.display(signatory, is_displayed=True)
    signatory.erase(signatory.signed_at)
    assert not any(
        isinstance(field, models.ForeignKey) and field.related_model is Signatory
        for model in FROZEN
        for field in model._meta.concrete_fields
    )
