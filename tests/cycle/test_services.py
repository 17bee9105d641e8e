"""The verbs that prepare a programme, below any page."""

import datetime

import pytest

from cycle.models import ProgrammeChange, Workday
from cycle.services import StaleError, add_workday, publish_programme, save_workday
from support.public_pages.scopes import versions
from tests.factories import accounts
from tests.factories import cycle as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return make.workday(make.cycle(), title="Avant")


def wanted(day, **fields):
    made = Workday.objects.get(pk=day.pk)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def test_a_change_raises_the_version_and_renews_the_public_pages(day):
    names = ["cycles", day.cycle.scope]
    before = versions(names)
    assert save_workday(wanted(day, title="Après"), [], version=1, user=accounts.user())
    day.refresh_from_db()
    assert (day.title, day.version) == ("Après", 2)
    after = versions(names)
    assert all(after[name] != before[name] for name in names)


def test_what_changes_nothing_renews_nothing(day):
    names = ["cycles", day.cycle.scope]
    before = versions(names)
    assert not save_workday(wanted(day), [], version=1, user=accounts.user())
    with pytest.raises(StaleError):
        save_workday(wanted(day, title="Après"), [], version=7, user=accounts.user())
    assert versions(names) == before
    day.refresh_from_db()
    assert (day.title, day.version) == ("Avant", 1)


def test_who_saved_too_late_is_told_what_stands(day):
    save_workday(wanted(day, title="Le premier"), [], version=1, user=accounts.user())
    with pytest.raises(StaleError) as stale:
        save_workday(wanted(day, title="Le second"), [], version=1, user=accounts.user())
    assert stale.value.workday.title == "Le premier"
    # Having written the same is no conflict.
    assert not save_workday(wanted(day, title="Le premier"), [], version=1, user=accounts.user())


def test_a_day_without_a_date_leaves_diaries_alone(day):
    save_workday(wanted(day, place="Ici"), [], version=1, user=accounts.user())
    day.refresh_from_db()
    assert day.sequence == 0
    dated = wanted(day, precision="day", date=datetime.date(2026, 3, 17))
    save_workday(dated, [], version=2, user=accounts.user())
    day.refresh_from_db()
    assert day.sequence == 1


def test_days_are_numbered_on():
    cycle = make.cycle()
    phase, themes = make.phase(cycle), [make.theme(cycle)]
    for _ in range(2):
        assert add_workday(Workday(cycle=cycle, phase=phase), themes, user=accounts.user())
    assert list(cycle.workdays.values_list("number", flat=True)) == [1, 2]
    assert list(cycle.workdays.last().themes.all()) == themes


def test_from_publication_on_changes_are_kept(day):
    assert publish_programme(day.cycle)
    assert not publish_programme(day.cycle)
    save_workday(wanted(day, title="Après"), [], version=1, user=accounts.user(), reason="Plus juste.")
    assert ProgrammeChange.objects.get().workday_name == "Journée 1 : Après"
