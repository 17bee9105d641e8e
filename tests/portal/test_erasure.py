"""After somebody deletes their account, nothing of them is left: no table, no page, no file, no mail.

It walks what exists, not a list: a room that lands tomorrow is searched as well.
"""

import base64
import json
import pickle

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.test import override_settings

from accounts.models import User
from cycle.models import Membership
from support.models import Mail
from tests import canaries, roles
from tests.accounts import entrance
from tests.assurance.visits import client_of, pages, text_of
from tests.canaries import EMAIL, NOT_OF_THE_PERSON, STEM

pytestmark = pytest.mark.django_db

DELETE = "/compte/supprimer/"
# How far a row may be from the account and still speak of its owner: account ← membership ← card.
DEPTH = 2
FREE_TEXT = (models.CharField, models.TextField, models.JSONField)


@pytest.fixture
def world():
    return roles.world()


@pytest.fixture
def person(world):
    return canaries.person(world)


def delete(person):
    assert person.browser.post(DELETE, {"address": EMAIL})["Location"] == "/compte/au-revoir/"


def tables_that_name_the_person():
    """Each table and column in which the canary is read, sessions and counts unpacked."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if STEM in said_by(value).lower():
                        found.add(f"{table}.{column}")
    for session in Session.objects.all():
        if STEM in json.dumps(session.get_decoded(), ensure_ascii=False).lower():
            found.add("django_session, unpacked")
    return sorted(found)


def said_by(value):
    """A value as text; what the cache packs is unpacked."""
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, default=repr) if value else ""
    if isinstance(value, str) and value.startswith("gA"):
        text += repr(pickle.loads(base64.b64decode(value)))
    return text


def pages_that_name_the_person(world):
    """Each page, feed and file that somebody else may read, as each role reads it."""
    found = set()
    for name, case, role, path in pages(world):
        with override_settings(**case.settings):
            response = client_of(world, case, role).get(path)
        if STEM in text_of(response).lower():
            found.add(f"{name} as {role}")
    return sorted(found)


def texts_about(user):
    """The free texts of every model near the account: "app.Model.field" → whether one holds a canary."""
    told = {}
    for model in apps.get_models():
        paths = [*paths_to_user(model)]
        if model is not User and not paths:
            continue
        wanted = models.Q(pk=user.pk) if model is User else models.Q()
        for path in paths:
            wanted |= models.Q(**{path: user})
        rows = list(model._base_manager.filter(wanted).distinct())
        for field in model._meta.concrete_fields:
            if (
                isinstance(field, models.CharField | models.TextField | models.JSONField)
                and not field.choices
            ):
                label = f"{model._meta.label}.{field.name}"
                told[label] = any(STEM in said_by(getattr(row, field.attname)).lower() for row in rows)
    return told


def paths_to_user(model, depth=DEPTH, seen=()):
    for field in model._meta.concrete_fields:
        to = field.related_model
        if to is None or to in seen or to is model:
            continue
        if to is User:
            yield field.name
        elif depth > 1:
            yield from (f"{field.name}__{rest}" for rest in paths_to_user(to, depth - 1, (*seen, model)))


def test_each_free_text_about_a_person_has_its_canary(person):
    """Without it, the next test would find nothing because nothing was written."""
    missing = {label for label, has_canary in texts_about(person.user).items() if not has_canary}
    assert sorted(missing - set(NOT_OF_THE_PERSON)) == [], "Write a canary there, in tests/canaries.py."


def test_nothing_of_the_person_is_left_anywhere(world, person, caplog):
    before = tables_that_name_the_person()
    assert {"accounts_user.email", "participants_participant.name", "support_mail.to"} <= set(before)
    assert "django_session, unpacked" in before
    seen = pages_that_name_the_person(world)
    assert "actor:detail as anonymous" in seen
    count = Membership.objects.count()
    delete(person)
    assert tables_that_name_the_person() == []
    assert pages_that_name_the_person(world) == []
    assert STEM not in caplog.text.lower()
    assert Membership.objects.count() == count
    assert not Membership.objects.current().filter(user=person.user.pk).exists()


def test_what_the_team_is_written_does_not_name_who_left(world, person):
    """The mails that leave afterwards: to whom, and in what words."""
    delete(person)
    anybody = world.client("outsider")
    fields = {"name": "Awa", "email": "awa@example.org", "message": "Bonjour"}
    for cycle in (world.public, world.private):
        anybody.post(f"/cycles/{cycle.slug}/contact/", fields)
    world.client("observer").post(f"/cycles/{world.private.slug}/contact/", fields)
    entrance.ask_to_log_in(world.client("anonymous"), "connue@example.org")
    assert Mail.objects.exists()
    assert not any(
        STEM in f"{mail.to} {mail.reply_to} {mail.subject} {mail.body}" for mail in Mail.objects.all()
    )


def test_the_search_is_not_blind(world, person):
    """It would find a name that a room forgot to erase."""
    delete(person)
    Membership.objects.filter(user=person.user.pk).update(role="observer")
    world.public.context = f"Merci à {STEM.capitalize()}."
    world.public.save()
    assert tables_that_name_the_person() == ["cycle_cycle.context"]
    assert "cycle:detail as outsider" in pages_that_name_the_person(world)
