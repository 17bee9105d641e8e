"""Loading a cycle again changes what changed, and nothing else."""

import datetime
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cycle.agenda_editing import add_item
from cycle.exchange import Refused, gather, read, store
from cycle.exchange.content import AgendaItemContent, VenueContent, WorkdayContent, monday_of
from cycle.models import AgendaItem, Cycle, HeldAccount, ProgrammeChange, Reference, Theme, Venue, Workday
from cycle.services import add_workday, save_workday
from cycle.venues import save_venue
from support.public_pages.scopes import versions
from tests.factories.accounts import user
from tests.factories.cycle import cycle as make_cycle
from tests.factories.mapping import territory

FILE = """
slug = "essai"
title = "Essai"
service_email = "equipe@example.org"
objectives = ["un", "deux"]
[territory]
kind = "department"
code = "91"
[held]
workdays = 2
begins = "2021-03"
ends = "2021-04"
source = "a"
[[phases]]
number = 1
title = "Première"
begins = 2021-03-01
ends = 2021-05-31
themes = [{ number = 1, title = "Observer" }, { number = 2, title = "Agir" }]
workdays = [
  { number = 1, themes = [1], date = 2021-03-16, starts = "09:00", ends = "16:30", place = "Massy" },
  { number = 2, date = "2021-04", video_link = "https://visio.example/2" },
]
[[phases]]
number = 2
title = "Seconde"
begins = 2021-06-01
ends = 2021-09-30
workdays = [{ number = 3, date = 2021-06-17 }]
[[references]]
key = "a"
title = "A"
author = "X"
[[references]]
key = "b"
title = "B"
author = "Y"
"""


@pytest.fixture
def content(db):
    territory(kind="department", code="91")
    return read(FILE)


def phases(content, **changes):
    """The content with its first workday changed."""
    first, second = content.phases
    days = (replace(first.workdays[0], **changes), *first.workdays[1:])
    return replace(content, phases=(replace(first, workdays=days), second))


def sequences():
    return {workday.number: workday.sequence for workday in Workday.objects.all()}


def test_a_second_load_writes_nothing(content):
    assert store(content).created
    before = versions(["cycles", "cycle:essai"])
    with CaptureQueriesContext(connection) as queries:
        assert store(content).unchanged
    written = [query["sql"] for query in queries if query["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert written == []
    assert versions(["cycles", "cycle:essai"]) == before


def test_a_change_shows_at_once_and_is_counted(content):
    store(content)
    before = versions(["cycles", "cycle:essai"])
    outcome = store(replace(content, tagline="Autre"))
    assert dict(outcome.counts) == {"changed": 1}
    after = versions(["cycles", "cycle:essai"])
    assert all(before[name] != after[name] for name in ("cycles", "cycle:essai"))


def test_rows_keep_their_identity(content):
    store(content)
    uids = set(Workday.objects.values_list("pk", "uid"))
    themes = set(Theme.objects.values_list("pk", flat=True))
    store(phases(replace(content, title="Autre"), place="Évry", themes=(1, 2)))
    assert set(Workday.objects.values_list("pk", "uid")) == uids
    assert set(Theme.objects.values_list("pk", flat=True)) == themes


@pytest.mark.parametrize(
    "changes",
    [
        {"date": datetime.date(2021, 3, 23)},
        {"starts": datetime.time(9, 30)},
        {"place": "Évry"},
        {"title": "Observer"},
        {"status": "cancelled"},
        {"themes": (1, 2)},
        {"precision": "period", "date": None, "starts": None, "ends": None},
    ],
    ids="+".join,
)
def test_the_sequence_rises_for_the_day_whose_entry_changed(content, changes):
    store(content)
    changed_at = Workday.objects.get(number=1).changed_at
    store(phases(content, **changes))
    assert sequences() == {1: 1, 2: 0, 3: 0}
    assert Workday.objects.get(number=1).changed_at > changed_at


def test_the_sequence_does_not_rise_for_what_a_diary_does_not_show(content):
    store(content)
    store(phases(content, announced=False, video_link="https://visio.example/new"))
    store(replace(content, context="Autre", objectives=()))
    assert sequences() == {1: 0, 2: 0, 3: 0}


def test_the_title_of_the_cycle_shows_in_each_entry(content):
    store(content)
    store(replace(content, title="Autre"))
    assert sequences() == {1: 1, 2: 0, 3: 1}


def test_a_day_can_change_phase_and_an_empty_phase_go(content):
    store(content)
    first, second = content.phases
    moved = replace(first, workdays=first.workdays + second.workdays)
    store(replace(content, phases=(moved,)))
    day = Workday.objects.get(number=3)
    assert (day.phase.number, day.sequence) == (1, 1)
    (phase,) = gather(Cycle.objects.get()).without_private().phases
    assert phase == replace(content, phases=(moved,)).without_private().phases[0]


def test_references_can_change_places(content):
    store(content)
    pks = set(Reference.objects.values_list("key", "pk"))
    a, b = content.references
    store(replace(content, references=(b, a)))
    assert list(Reference.objects.values_list("key", "number")) == [("b", 1), ("a", 2)]
    assert set(Reference.objects.values_list("key", "pk")) == pks


def test_what_the_file_no_longer_names_goes(content):
    store(content)
    outcome = store(replace(content, objectives=("un",), held=None, references=(), phases=content.phases[:1]))
    assert outcome.counts["removed"] == 1 + 1 + 2 + 2  # objective, held, references, phase and its workday
    cycle = Cycle.objects.get()
    assert [objective.text for objective in cycle.objectives.all()] == ["un"]
    assert cycle.workdays.count() == 2


def test_what_something_relies_on_stays_and_the_file_is_refused(content):
    store(content)
    # Another cycle's account cites one of our references.
    source = Reference.objects.get(key="b")
    HeldAccount.objects.create(cycle=make_cycle(), workdays=1, begins="2021", ends="2021", source=source)
    with pytest.raises(Refused, match="autre chose en dépend"):
        store(replace(content, title="Autre", references=content.references[:1]))
    assert Cycle.objects.get(slug="essai").title == "Essai"


def test_an_unknown_territory_is_refused(content):
    with pytest.raises(
        Refused, match=r"territory : aucun territoire de nature « commune » et de code « 91 »"
    ):
        store(replace(content, territory=("commune", "91")))
    assert not Cycle.objects.exists()


def test_private_things_stay_where_a_file_is_silent(content):
    store(content)
    store(content.without_private())
    assert Cycle.objects.get().service_email == "equipe@example.org"
    assert Workday.objects.get(number=2).video_link == "https://visio.example/2"
    store(replace(content, service_email=""))
    assert Cycle.objects.get().service_email == ""


MONDAY = datetime.date(2021, 3, 1)


def anchored(content):
    return replace(content, anchor=MONDAY)


def test_relative_dates_fall_in_the_week_of_the_first_load_and_stay(content):
    store(anchored(content), today=datetime.date(2026, 11, 25))
    cycle = Cycle.objects.get()
    assert cycle.anchored_on == datetime.date(2026, 11, 23)
    shift = cycle.anchored_on - MONDAY
    assert Workday.objects.get(number=1).date == datetime.date(2021, 3, 16) + shift
    assert store(anchored(content), today=datetime.date(2027, 6, 1)).unchanged
    assert gather(cycle).anchor is None
    # Once dumped, the dates are absolute: the cycle does not move any more.
    assert store(gather(cycle), today=datetime.date(2028, 1, 1)).unchanged


@pytest.mark.parametrize("weeks", [0, 1, 26, 52, 260, -52, 299])
def test_moving_by_weeks_keeps_weekdays_and_whole_months(content, weeks):
    monday = MONDAY + datetime.timedelta(weeks=weeks)
    moved = anchored(content).anchored(monday)
    assert moved.anchor is None
    day = datetime.timedelta(days=1)
    for before, after in zip(content.phases, moved.phases, strict=True):
        assert after.begins.day == 1
        assert (after.ends + day).day == 1
        # Half a month at most from where whole weeks would put it.
        assert abs(after.begins - before.begins - (monday - MONDAY)) <= datetime.timedelta(days=17)
        for old, new in zip(before.workdays, after.workdays, strict=True):
            if old.precision == "month":
                assert new.date.day == 1
            elif old.date:
                assert new.date.weekday() == old.date.weekday()
                assert new.date - old.date == monday - MONDAY
    assert moved.phases[0].ends + day == moved.phases[1].begins


def test_a_phase_that_begins_mid_month_moves_as_days_do(content):
    first, second = content.phases
    first = replace(first, begins=datetime.date(2021, 3, 8))
    moved = replace(anchored(content), phases=(first, second)).anchored(MONDAY + datetime.timedelta(weeks=1))
    assert (moved.phases[0].begins, moved.phases[0].ends) == (
        datetime.date(2021, 3, 15),
        datetime.date(2021, 6, 7),
    )


def test_the_monday_of_a_week():
    assert (
        monday_of(datetime.date(2026, 11, 29))
        == monday_of(datetime.date(2026, 11, 23))
        == datetime.date(2026, 11, 23)
    )


def test_a_public_cycle_has_a_published_programme_from_its_first_load(content):
    assert store(content).cycle.programme_published_at is None
    public = replace(content, public=True)
    first = store(public).cycle.programme_published_at
    assert first is not None
    assert store(public).unchanged
    assert store(replace(public, tagline="Autre")).cycle.programme_published_at == first
    assert not ProgrammeChange.objects.exists()


def test_what_a_load_changes_of_a_published_programme_is_kept(content):
    public = replace(content, public=True)
    store(public)
    store(phases(public, place="Évry"))
    change = ProgrammeChange.objects.get()
    assert change.differences == [{"field": "Lieu", "before": "Massy", "after": "Évry"}]
    assert (change.kind, change.author, change.workday_name) == ("changed", None, "Journée 1")
    first, second = public.phases
    store(replace(public, phases=(first, replace(second, workdays=(WorkdayContent(number=4),)))))
    kinds = {kept.workday_name: kept.kind for kept in ProgrammeChange.objects.all()}
    assert kinds == {"Journée 1": "changed", "Journée 3": "removed", "Journée 4": "added"}


def test_whoever_was_editing_a_day_that_a_load_changed_is_told(content):
    store(content)
    store(phases(content, place="Évry"))
    assert dict(Workday.objects.values_list("number", "version")) == {1: 2, 2: 1, 3: 1}


def edited(number, **changes):
    """What a facilitator does in the browser."""
    workday = Workday.objects.get(number=number)
    for name, value in changes.items():
        setattr(workday, name, value)
    save_workday(workday, workday.themes.all(), version=workday.version, user=user())


def test_what_the_team_wrote_of_a_day_is_not_lost_to_a_file(content):
    cycle = store(content).cycle
    edited(1, place="Salle des fêtes")
    edited(3, place="Massy")
    without_the_last = replace(content, phases=(content.phases[0], replace(content.phases[1], workdays=())))
    for file in (content, phases(content, place="Ailleurs"), without_the_last):
        with pytest.raises(Refused) as refused:
            store(file)
        assert [problem.where for problem in refused.value.problems] == ["journée 1", "journée 3"]
        assert "dump_cycle" in str(refused.value.problems[0].reason)
    assert Workday.objects.get(number=1).place == "Salle des fêtes"
    # The days as they have become are in the file that the portal writes, to be corrected there.
    written = gather(cycle)
    assert store(replace(written, tagline="Autre")).counts == {"changed": 1}
    edited(3, place="Évry")
    for file in (written, phases(written, place="Ailleurs")):
        with pytest.raises(Refused) as refused:
            store(file)
        assert [problem.where for problem in refused.value.problems] == ["journée 3"]
    store(phases(gather(cycle), place="Ailleurs"))
    assert Workday.objects.get(number=1).place == "Ailleurs"
    assert Workday.objects.get(number=3).place == "Évry"


def test_a_file_may_rename_a_phase_and_a_theme_of_a_day_that_the_team_wrote(content):
    store(content)
    edited(1, place="Salle des fêtes")
    first, second = phases(content, place="Salle des fêtes").phases
    themes = tuple(replace(theme, title=f"{theme.title} !") for theme in first.themes)
    renamed = replace(content, phases=(replace(first, title="Autre", themes=themes), second))
    assert store(renamed).counts == {"changed": 3}


def test_a_file_does_not_move_a_day_that_the_team_wrote_to_another_phase(content):
    store(content)
    edited(1, place="Salle des fêtes")
    first, second = phases(content, place="Salle des fêtes").phases
    day, *others = first.workdays
    moved = (replace(first, workdays=tuple(others)), replace(second, workdays=(day, *second.workdays)))
    with pytest.raises(Refused, match="journée 1"):
        store(replace(content, phases=moved))


def test_a_day_that_the_team_added_is_not_removed_by_a_file(content):
    cycle = store(content).cycle
    phase = cycle.phases.last()
    add_workday(Workday(cycle=cycle, phase=phase), [], user=user())
    with pytest.raises(Refused, match="journée 4"):
        store(content)
    assert store(content, force=True).counts["removed"] == 1


def test_by_force_the_file_wins_and_what_it_overwrites_is_kept(content):
    content = replace(content, public=True)
    cycle = store(content).cycle
    edited(1, place="Salle des fêtes")
    assert store(content, force=True).counts == {"changed": 1}
    assert ProgrammeChange.objects.of_cycle(cycle).count() == 2
    # From then on nobody's words are at stake.
    assert store(phases(content, place="Ailleurs")).counts == {"changed": 1}


def with_hall(content, **changes):
    hall = VenueContent(**{"name": "MJC", "address": "3 rue Basse", **changes})
    return replace(phases(content, venue="MJC"), venues=(hall,))


def test_a_changed_place_changes_its_days(content):
    store(with_hall(content))
    day = Workday.objects.get(number=1)
    assert day.venue.name == "MJC"
    assert store(with_hall(content)).unchanged
    store(with_hall(content, address="4 rue Haute"))
    assert sequences() == {1: 1, 2: 0, 3: 0}
    day.refresh_from_db()
    assert day.version == 2


def test_a_place_that_the_file_no_longer_names_goes_with_its_last_day(content):
    store(with_hall(content))
    store(content)
    assert not Venue.objects.exists()
    assert Workday.objects.get(number=1).venue is None


def test_a_place_that_somebody_corrected_is_not_lost_to_a_file(content):
    cycle = store(with_hall(content)).cycle
    hall = Venue.objects.get()
    hall.access = "Par la cour."
    save_venue(hall, version=1, user=user())
    for file in (with_hall(content), content):
        with pytest.raises(Refused, match="lieu « MJC » : changé dans le portail"):
            store(file)
    assert Venue.objects.get().access == "Par la cour."
    assert store(gather(cycle)).unchanged
    store(with_hall(content), force=True)
    assert Venue.objects.get().access == ""


def test_a_place_in_an_unknown_commune_is_refused(content):
    with pytest.raises(Refused, match="aucune commune n’a le code « 99999 »"):
        store(with_hall(content, commune="99999"))
    territory(code="91377", name="Massy")
    store(with_hall(content, commune="91377"))
    assert Venue.objects.get().commune.name == "Massy"


RUN = (
    AgendaItemContent(minutes=15, title="Accueil", public=False),
    AgendaItemContent(minutes=45, title="Tour de parole", method="talking_circle", theme=1),
)


def run():
    items = AgendaItem.objects.filter(workday__number=1)
    return [(item.rank, item.title) for item in items]


def added_in_the_browser(title="De plus", **fields):
    day = Workday.objects.get(number=1)
    item = AgendaItem(workday=day, title=title, minutes=10, **fields)
    add_item(item, after=None, version=day.agenda_version, user=user())


def test_a_run_is_loaded_changed_and_shortened_as_the_file_says(content):
    content = phases(content, agenda=RUN)
    store(content)
    assert run() == [(1, "Accueil"), (2, "Tour de parole")]
    uids = set(AgendaItem.objects.values_list("uid", flat=True))
    day = Workday.objects.get(number=1)
    assert store(content).unchanged
    assert store(phases(content, agenda=RUN[::-1])).counts == {"changed": 2}
    assert set(AgendaItem.objects.values_list("uid", flat=True)) == uids
    assert store(phases(content, agenda=RUN[1:])).counts["removed"] == 1
    assert run() == [(1, "Tour de parole")]
    after = Workday.objects.get(number=1)
    # Whoever is editing the run is told; whoever is editing the day, or holds it in a diary, is not.
    assert after.agenda_version == day.agenda_version + 2
    assert (after.version, after.sequence) == (day.version, day.sequence)


def test_a_file_that_says_nothing_of_a_run_leaves_it(content):
    store(phases(content, agenda=RUN))
    added_in_the_browser()
    assert store(phases(content, place="Ailleurs")).counts == {"changed": 1}
    assert len(run()) == 3


@pytest.mark.parametrize("agenda", [(), RUN])
def test_a_run_that_the_team_wrote_is_not_lost_to_a_file(content, agenda):
    store(phases(content, agenda=RUN))
    added_in_the_browser()
    with pytest.raises(Refused, match="déroulé de la journée 1 : changé dans le portail"):
        store(phases(content, agenda=agenda))
    assert len(run()) == 3
    store(phases(content, agenda=agenda), force=True)
    assert len(run()) == len(agenda)
    # From then on nobody's words are at stake.
    assert not store(phases(content, agenda=RUN[:1])).unchanged


def test_a_run_goes_with_no_day_and_loses_no_theme_to_a_file(content):
    cycle = store(content).cycle
    added_in_the_browser(theme=cycle.themes.get(number=2))
    first, second = content.phases
    without_day = replace(first, workdays=first.workdays[1:])
    without_theme = replace(first, themes=first.themes[:1])
    for phase in (without_day, without_theme):
        with pytest.raises(Refused, match="déroulé de la journée 1"):
            store(replace(content, phases=(phase, second)))
    assert AgendaItem.objects.get().theme.number == 2


def test_a_file_made_out_of_the_run_that_the_team_wrote_may_change_it(content):
    cycle = store(content).cycle
    added_in_the_browser()
    written = gather(cycle)
    day = written.phases[0].workdays[0]
    assert (day.version, day.agenda_version) == (None, 2)
    shorter = phases(written, agenda=(replace(day.agenda[0], minutes=5),))
    assert store(shorter).counts == {"changed": 1}
    added_in_the_browser("Entre-temps")
    with pytest.raises(Refused, match="déroulé de la journée 1"):
        store(shorter)


def test_a_day_and_its_run_are_guarded_each_for_itself(content):
    store(phases(content, agenda=RUN))
    added_in_the_browser()
    assert store(phases(content, place="Ailleurs")).counts == {"changed": 1}
    edited(1, place="Salle des fêtes")
    with pytest.raises(Refused) as refused:
        store(phases(content, place="Ailleurs", agenda=RUN))
    assert [problem.where for problem in refused.value.problems] == ["journée 1", "déroulé de la journée 1"]
