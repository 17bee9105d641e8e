"""The run of a day: what the database refuses, when each sequence starts, what its verbs promise."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cycle import agenda_editing
from cycle.agenda import agenda_of
from cycle.agenda_editing import (
    FullAgendaError,
    StaleAgendaError,
    add_item,
    copy_agenda,
    move_item,
    remove_item,
    save_item,
)
from cycle.methods import TEMPLATES
from cycle.models import AgendaItem, Cycle, ProgrammeChange, Theme, Workday
from support.public_pages import versions
from tests.factories.accounts import user
from tests.factories.cycle import agenda_item, cycle, theme, workday

pytestmark = pytest.mark.django_db

MORNING = {
    "precision": "minute",
    "date": datetime.date(2027, 3, 28),
    "starts_at": datetime.time(9),
    "ends_at": datetime.time(12),
}


@pytest.fixture
def day():
    return workday(cycle(), **MORNING)


def titles(day):
    """In order; ranks run from 1 without a gap."""
    items = list(AgendaItem.objects.filter(workday=day))
    assert [item.rank for item in items] == list(range(1, len(items) + 1))
    return [item.title for item in items]


def named(day, *names, **fields):
    return [agenda_item(day, title=name, **fields) for name in names]


def version(day):
    return Workday.objects.get(pk=day.pk).agenda_version


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("agenda_item_ranked_from_one", {"rank": 0}),
        ("agenda_item_lasts_a_while", {"minutes": 0}),
        ("agenda_item_lasts_a_while", {"minutes": 601}),
        ("agenda_item_has_a_title", {"title": ""}),
        ("agenda_item_method_is_known", {"method": "brainstorming"}),
    ],
)
def test_the_database_refuses(day, constraint, fields):
    item = AgendaItem(**{"workday": day, "rank": 1, "minutes": 5, "title": "Accueil", **fields})
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        item.save()


def test_one_item_a_rank(day):
    agenda_item(day)
    agenda_item(workday(day.cycle))
    with pytest.raises(IntegrityError), transaction.atomic():
        agenda_item(day, rank=1)


def test_a_theme_is_one_of_the_same_cycle(day):
    item = agenda_item(day, theme=theme(cycle()))
    with pytest.raises(ValidationError, match="celui d’un autre cycle"):
        item.full_clean()


def test_the_run_goes_with_its_day_and_outlives_its_theme(day):
    item = agenda_item(day, theme=theme(day.cycle))
    Theme.objects.all().delete()
    item.refresh_from_db()
    assert item.theme is None
    day.delete()
    assert not AgendaItem.objects.exists()


def test_start_times_follow_from_the_first_hour_and_what_comes_before(day):
    for minutes in (15, 90, 60):
        agenda_item(day, minutes=minutes)
    told = agenda_of(day)
    assert [one.starts for one in told.sequences] == [
        "9\u00a0h\u00a000",
        "9\u00a0h\u00a015",
        "10\u00a0h\u00a045",
    ]
    assert [one.offset for one in told.sequences] == [0, 15, 105]
    assert [one.duration for one in told.sequences] == ["15\u00a0min", "1\u00a0h\u00a030", "1\u00a0h"]


def test_without_hours_times_are_relative():
    day = workday(cycle())
    for _ in range(3):
        agenda_item(day)
    assert [one.starts for one in agenda_of(day).sequences] == [
        "+\u00a00\u00a0h\u00a000",
        "+\u00a00\u00a0h\u00a030",
        "+\u00a01\u00a0h\u00a000",
    ]


def test_a_run_past_midnight_says_so():
    day = workday(cycle(), **{**MORNING, "starts_at": datetime.time(22), "ends_at": datetime.time(23, 30)})
    for minutes in (120, 600, 600, 600):
        agenda_item(day, minutes=minutes)
    assert [one.starts for one in agenda_of(day).sequences][1:] == [
        "0\u00a0h\u00a000, un autre jour",
        "10\u00a0h\u00a000, un autre jour",
        "20\u00a0h\u00a000, un autre jour",
    ]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (120, "2 h sur 3 h : il reste 1 h"),
        (180, "3 h sur 3 h : le compte y est"),
        (200, "3 h 20 sur 3 h : dépasse de 20 min"),
    ],
)
def test_the_total_is_told_against_the_hours_of_the_day(day, minutes, said):
    agenda_item(day, minutes=minutes)
    assert agenda_of(day).balance.replace("\u00a0", " ") == said
    assert agenda_of(day).exceeds == (minutes > 180)


def test_without_hours_the_total_alone_is_told():
    day = workday(cycle())
    agenda_item(day, minutes=45)
    told = agenda_of(day)
    assert told.balance.replace("\u00a0", " ").startswith("45 min en tout")
    assert not told.exceeds


def test_the_public_run_leaves_out_what_the_team_keeps_and_no_time_moves(day):
    named(day, "Installer", is_public=False)
    named(day, "Accueil")
    (public,) = agenda_of(day).public
    assert (public.title, public.starts) == ("Accueil", "9\u00a0h\u00a030")


@pytest.mark.parametrize("count", [1, 6])
def test_a_run_is_read_in_one_query(day, count, django_assert_num_queries):
    for _ in range(count):
        agenda_item(day, theme=theme(day.cycle))
    with django_assert_num_queries(1):
        agenda_of(day)


def wanted(day, **fields):
    return AgendaItem(workday=day, **{"title": "Nouvelle", "minutes": 10, **fields})


def test_an_item_is_added_where_it_is_wanted(day):
    first, second = named(day, "A", "B")
    person = user()
    for after, expected in [
        (None, ["A", "B", "Nouvelle"]),
        (0, ["Encore", "A", "B", "Nouvelle"]),
        (first.pk, ["Encore", "A", "Puis", "B", "Nouvelle"]),
        (second.pk, ["Encore", "A", "Puis", "B", "Enfin", "Nouvelle"]),
    ]:
        (title,) = set(expected) - set(titles(day))
        assert add_item(wanted(day, title=title), after=after, version=version(day), user=person)
        assert titles(day) == expected


@pytest.mark.parametrize(
    ("which", "to", "expected"),
    [
        (0, 1, "ABCD"),
        (0, 2, "BACD"),
        (0, 4, "BCDA"),
        (3, 1, "DABC"),
        (2, 2, "ACBD"),
        (1, 0, "ABCD"),
        (1, 5, "ABCD"),
    ],
)
def test_an_item_moves_to_a_rank_of_the_run_and_nowhere_else(day, which, to, expected):
    items = named(day, *"ABCD")
    item, count = move_item(day, items[which].pk, to=to, version=1, user=user())
    assert "".join(titles(day)) == expected
    assert (item.rank, count) == (expected.index(item.title) + 1, 4)
    assert version(day) == 1 + (expected != "ABCD")


def test_a_move_sent_twice_moves_once(day):
    items, person = named(day, *"ABC"), user()
    for _ in range(2):
        move_item(day, items[2].pk, to=2, version=1, user=person)
    assert "".join(titles(day)) == "ACB"
    assert version(day) == 2


def test_what_leaves_leaves_no_gap(day):
    items, person = named(day, *"ABC"), user()
    assert remove_item(day, items[1].pk, version=1, user=person) is True
    assert "".join(titles(day)) == "AC"
    assert remove_item(day, items[1].pk, version=1, user=person) is False


def test_each_verb_refuses_a_run_that_changed_meanwhile(day):
    items, person = named(day, *"ABC"), user()
    add_item(wanted(day), after=None, version=1, user=person)
    source = workday(day.cycle)
    agenda_item(source)
    changed = AgendaItem.objects.get(pk=items[0].pk)
    changed.minutes = 99
    for act in (
        lambda: add_item(wanted(day, title="Autre"), after=None, version=1, user=person),
        lambda: save_item(changed, version=1, user=person),
        lambda: move_item(day, items[0].pk, to=2, version=1, user=person),
        lambda: remove_item(day, items[0].pk, version=1, user=person),
        lambda: copy_agenda(day, source, key=uuid.uuid4(), version=1, user=person),
        # Gone is stale, whatever the version.
        lambda: move_item(day, 2**40, to=1, version=2, user=person),
    ):
        with pytest.raises(StaleAgendaError) as stale:
            act()
        assert stale.value.workday.agenda_version == 2
    assert titles(day) == ["A", "B", "C", "Nouvelle"]


def test_the_same_sent_twice_is_there_once(day):
    person, item = user(), wanted(day)
    assert add_item(item, after=None, version=1, user=person) is True
    again = wanted(day, uid=item.uid)
    assert add_item(again, after=None, version=1, user=person) is False
    with pytest.raises(StaleAgendaError) as stale:
        add_item(wanted(day, uid=item.uid, minutes=20), after=None, version=2, user=person)
    assert stale.value.item == item
    assert titles(day) == ["Nouvelle"]


def test_a_key_of_another_day_opens_nothing_there(day):
    foreign = agenda_item(workday(cycle()), title="Un secret")
    add_item(wanted(day, uid=foreign.uid), after=None, version=1, user=user())
    foreign.refresh_from_db()
    assert foreign.title == "Un secret"
    assert titles(day) == ["Nouvelle"]


def test_a_run_is_copied_once_and_themes_stay_in_their_cycle(day):
    person = user()
    own, foreign = workday(day.cycle), workday(cycle())
    for source in (own, foreign):
        agenda_item(
            source, title="Vote", theme=theme(source.cycle), method="dot_voting", is_public=False, lead="Ici"
        )
    named(day, "Accueil")
    for key, source in [(uuid.uuid4(), own), (uuid.uuid4(), foreign)]:
        now = version(day)
        assert copy_agenda(day, source, key=key, version=now, user=person) == 1
        assert copy_agenda(day, source, key=key, version=now, user=person) == 0
    assert titles(day) == ["Accueil", "Vote", "Vote"]
    _, kept, dropped = AgendaItem.objects.filter(workday=day)
    assert (kept.theme, dropped.theme) == (day.cycle.themes.get(), None)
    assert (dropped.method, dropped.is_public, dropped.lead) == ("dot_voting", False, "Ici")
    assert copy_agenda(day, workday(day.cycle), key=uuid.uuid4(), version=version(day), user=person) == 0


def test_a_day_is_full_at_some_point(day, monkeypatch):
    monkeypatch.setattr(agenda_editing, "ITEMS_A_DAY", 2)
    source = workday(day.cycle)
    named(source, "X", "Y")
    named(day, "A")
    with pytest.raises(FullAgendaError):
        copy_agenda(day, source, key=uuid.uuid4(), version=1, user=user())
    named(day, "B")
    with pytest.raises(FullAgendaError):
        add_item(wanted(day), after=None, version=1, user=user())
    assert titles(day) == ["A", "B"]


def test_each_write_freshens_public_pages_and_leaves_diaries_and_the_day_alone(day):
    Cycle.objects.get().publish_programme()
    person = user()
    before = Workday.objects.get(pk=day.pk)

    def fresh():
        return versions([day.cycle.scope])[day.cycle.scope]

    source = workday(day.cycle)
    agenda_item(source)
    item = wanted(day)
    seen = [fresh()]
    add_item(item, after=None, version=1, user=person)
    seen.append(fresh())
    item.minutes = 20
    save_item(item, version=2, user=person)
    seen.append(fresh())
    copy_agenda(day, source, key=uuid.uuid4(), version=3, user=person)
    seen.append(fresh())
    move_item(day, item.pk, to=2, version=4, user=person)
    seen.append(fresh())
    remove_item(day, item.pk, version=5, user=person)
    seen.append(fresh())
    assert len(set(seen)) == 6
    after = Workday.objects.get(pk=day.pk)
    assert after.agenda_version == 6
    assert after.agenda_edited_by.user == person
    for name in ("version", "sequence", "changed_at", "edited_at", "edited_by_id"):
        assert getattr(after, name) == getattr(before, name)
    assert not ProgrammeChange.objects.exists()


@pytest.mark.parametrize("act", ["add", "move", "remove", "copy"])
def test_a_longer_run_takes_no_more_queries(day, act):
    person = user()
    person_again = user()
    counts = []
    for length, who in [(3, person), (30, person_again)]:
        one, other = workday(day.cycle), workday(day.cycle)
        items = named(one, *map(str, range(length)))
        named(other, *map(str, range(length)))
        acts = {
            "add": lambda: add_item(wanted(one), after=0, version=1, user=who),  # noqa: B023
            "move": lambda: move_item(one, items[-1].pk, to=1, version=1, user=who),  # noqa: B023
            "remove": lambda: remove_item(one, items[0].pk, version=1, user=who),  # noqa: B023
            "copy": lambda: copy_agenda(one, other, key=uuid.uuid4(), version=1, user=who),  # noqa: B023
        }
        with CaptureQueriesContext(connection) as queries:
            acts[act]()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_each_method_has_a_template_that_the_form_takes(day):
    assert {one.method for one in TEMPLATES} == set(AgendaItem.Method) - {AgendaItem.Method.NONE}
    for rank, one in enumerate(TEMPLATES, start=1):
        AgendaItem(workday=day, rank=rank, **one.initial).full_clean()
