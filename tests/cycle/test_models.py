"""Each rule that is always true, broken once."""

import datetime
from datetime import date, time

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint
from django.db.utils import ConnectionHandler
from django.utils import timezone

from cycle.models import (
    Contact,
    Cycle,
    HeldAccount,
    Membership,
    Objective,
    Partner,
    Phase,
    Reference,
    Theme,
    Workday,
)
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership, phase, theme, workday

pytestmark = pytest.mark.django_db


def reference(cycle, **fields):
    number = Reference.objects.filter(cycle=cycle).count() + 1
    return Reference.objects.create(
        **{"cycle": cycle, "number": number, "key": f"r{number}", "title": "T", "author": "A", **fields}
    )


def refused(name, write):
    """The database refuses the write, and says which rule it breaks."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    # SQLite names the columns of a unique index over columns, and the index otherwise.
    assert name in str(error.value) or "UNIQUE constraint failed" in str(error.value)


@pytest.mark.parametrize("fields", [{"slug": ""}, {"title": ""}])
def test_a_cycle_has_an_address_and_a_title(fields):
    refused("cycle_has_slug_and_title", lambda: cycle(**fields))


def test_one_cycle_per_address():
    cycle(slug="essonne")
    refused("slug", lambda: cycle(slug="essonne"))


def test_a_licence_link_has_a_name():
    link = "https://example.org/licence"
    refused("cycle_licence_link_has_a_name", lambda: cycle(licence_url=link))
    refused("reference_licence_link_has_a_name", lambda: reference(cycle(), licence_url=link))
    cycle(licence="CC BY", licence_url=link)


MADE = {
    Contact: {"organisation": "O"},
    Objective: {"text": "T"},
    Partner: {"name": "N", "role": "partner"},
    Phase: {"title": "T", "begins_on": date(2026, 1, 1), "ends_on": date(2026, 2, 1)},
    Reference: {"key": "k", "title": "T", "author": "A"},
}


@pytest.mark.parametrize("model", MADE, ids=lambda model: model._meta.model_name)
def test_numbers_are_unique_in_a_cycle_and_start_at_one(model):
    place, name = cycle(), model._meta.model_name
    refused(f"{name}_numbered_from_one", lambda: model.objects.create(cycle=place, number=0, **MADE[model]))
    model.objects.create(cycle=place, number=1, **MADE[model])
    refused(f"{name}_one_per_number", lambda: model.objects.create(cycle=place, number=1, **MADE[model]))
    model.objects.create(cycle=cycle(), number=1, **MADE[model])


@pytest.mark.parametrize("make", [theme, workday])
def test_themes_and_workdays_are_numbered_in_their_cycle(make):
    place = cycle()
    make(place, number=1)
    refused("_one_per_number", lambda: make(place, number=1))
    # The factory takes 0 for "no number given".
    model = {theme: Theme, workday: Workday}[make]
    refused("_numbered_from_one", lambda: model.objects.filter(cycle=place).update(number=0))


def test_references_are_cited_by_one_key_each():
    place = cycle()
    reference(place, key="leaflet")
    refused("reference_one_per_key", lambda: reference(place, key="leaflet"))


def test_a_phase_ends_after_it_begins():
    begins, ends = date(2026, 3, 2), date(2026, 3, 1)
    refused("phase_ends_after_it_begins", lambda: phase(cycle(), begins_on=begins, ends_on=ends))


def test_a_partner_has_a_known_role():
    refused(
        "partner_role_is_known",
        lambda: Partner.objects.create(cycle=cycle(), number=1, name="N", role="boss"),
    )


@pytest.mark.parametrize(
    "fields",
    [{"workdays": 0}, {"begins": "2022-02", "ends": "2021-03"}],
    ids=["no workday", "backwards"],
)
def test_what_was_held_is_a_span(fields):
    place = cycle()
    values = {"workdays": 9, "begins": "2021-03", "ends": "2022-02", "source": reference(place), **fields}
    refused("held_account_is_a_span", lambda: HeldAccount.objects.create(cycle=place, **values))


@pytest.mark.parametrize(
    ("workdays", "begins", "ends", "text"),
    [
        (9, "2021-03", "2022-02", "9 journées, mars 2021 – février 2022"),
        (1, "2021-03", "2021-03", "1 journée, mars 2021"),
        (2, "2021", "2022-02-01", "2 journées, 2021 – 1er février 2022"),
    ],
)
def test_what_was_held_is_said_as_precisely_as_the_source(workdays, begins, ends, text):
    assert str(HeldAccount(workdays=workdays, begins=begins, ends=ends)) == text


DAY, NINE, TEN = date(2026, 3, 17), time(9), time(10)


@pytest.mark.parametrize(
    ("precision", "day", "starts", "ends"),
    [
        ("period", DAY, None, None),
        ("period", None, NINE, TEN),
        ("month", None, None, None),
        ("month", DAY, None, None),
        ("month", DAY.replace(day=1), NINE, TEN),
        ("day", None, None, None),
        ("day", DAY, NINE, None),
        ("day", DAY, None, TEN),
        ("minute", None, NINE, TEN),
        ("minute", DAY, None, None),
        ("minute", DAY, NINE, None),
        ("minute", DAY, None, TEN),
        ("minute", DAY, TEN, NINE),
        ("minute", DAY, NINE, NINE),
        ("year", DAY, None, None),
    ],
)
def test_a_date_says_what_its_precision_asks_for(precision, day, starts, ends):
    fields = {"precision": precision, "date": day, "starts_at": starts, "ends_at": ends}
    refused("workday_date_fits_its_precision", lambda: workday(cycle(), **fields))
    place = cycle()
    with pytest.raises(ValidationError):
        Workday(cycle=place, number=1, phase=phase(place), **fields).full_clean()


@pytest.mark.parametrize(
    ("precision", "day", "starts", "ends"),
    [
        ("period", None, None, None),
        ("month", DAY.replace(day=1), None, None),
        ("day", DAY, None, None),
        ("minute", DAY, NINE, TEN),
    ],
)
def test_each_precision_can_be_written(precision, day, starts, ends):
    made = workday(cycle(), precision=precision, date=day, starts_at=starts, ends_at=ends)
    made.full_clean()
    assert made.has_day == (precision in ("day", "minute"))


def test_hours_have_no_seconds():
    made = workday(cycle(), precision="minute", date=DAY, starts_at=time(9, 0, 30), ends_at=TEN)
    with pytest.raises(ValidationError, match="sans secondes"):
        made.full_clean()


def test_a_workday_has_a_known_status_and_a_known_form():
    refused("workday_status_is_known", lambda: workday(cycle(), status="lost"))
    refused("workday_format_is_known", lambda: workday(cycle(), format="by post"))


def test_two_workdays_never_share_an_identifier():
    uid = workday(cycle()).uid
    refused("uid", lambda: workday(cycle(), uid=uid))


def test_no_constraint_asks_sqlite_for_a_function_that_only_this_program_has():
    sqlite = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})[
        "default"
    ]
    with sqlite.schema_editor(collect_sql=True) as editor:
        rules = [
            str(constraint.constraint_sql(model, editor))
            for model in apps.get_app_config("cycle").get_models()
            for constraint in model._meta.constraints
            if isinstance(constraint, CheckConstraint)
        ]
    sqlite.close()
    assert any("SUBSTR" in rule for rule in rules)
    assert not [rule for rule in rules if "django_" in rule]


def test_what_hangs_together_is_of_one_cycle():
    one, other = cycle(), cycle()
    for row in (
        Workday(cycle=one, number=1, phase=phase(other)),
        Theme(cycle=one, number=1, title="T", phase=phase(other)),
        HeldAccount(cycle=one, workdays=1, begins="2021", ends="2021", source=reference(other)),
    ):
        with pytest.raises(ValidationError, match="un autre cycle"):
            row.full_clean()


def test_a_person_has_one_role_at_a_time():
    place, person = cycle(), user()
    held = membership(place, person)
    refused("membership_one_current_per_person", lambda: membership(place, person, Membership.Role.OBSERVER))
    held.leave()
    membership(place, person, Membership.Role.OBSERVER)


def test_leaving_twice_keeps_the_first_date():
    held = membership(cycle(), user())
    held.leave()
    first = held.left_at
    held.leave()
    assert held.left_at == first
    assert not Membership.objects.current().filter(pk=held.pk).exists()


def test_nobody_leaves_before_arriving():
    held = membership(cycle(), user())
    early = held.joined_at - datetime.timedelta(seconds=1)
    refused(
        "membership_left_after_joined", lambda: Membership.objects.filter(pk=held.pk).update(left_at=early)
    )


def test_a_role_is_a_known_one():
    refused("membership_role_is_known", lambda: membership(cycle(), user(), role="boss"))


def test_who_sees_which_cycle():
    person = user()
    public, private, joined = cycle(), cycle(is_public=False), cycle(is_public=False)
    left = cycle(is_public=False)
    membership(joined, person)
    membership(left, person).leave()
    assert set(Cycle.objects.visible_to(person)) == {public, joined}
    assert private not in Cycle.objects.joined_by(person)
    assert list(Cycle.objects.joined_by(person)) == [joined]
    assert not Cycle.objects.facilitated_by(person).exists()


def test_workdays_to_come_are_planned_and_dated_soonest_first():
    place = cycle()
    today = timezone.localdate()
    later, soon = (
        workday(place, precision="day", date=today + datetime.timedelta(days=days)) for days in (9, 0)
    )
    workday(place)
    workday(place, precision="day", date=today - datetime.timedelta(days=1))
    workday(place, precision="day", date=today, status="cancelled")
    assert list(Workday.objects.to_come(today)) == [soon, later]
    assert Workday.objects.dated().count() == 4
