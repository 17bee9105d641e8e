import datetime

import pytest
from django.db import models

from cycle.models import Contact, Cycle, HeldAccount, Objective, Partner, Reference
from cycle.overview import overview
from cycle.summaries import summaries
from tests.factories import cycle as make

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 4, 15)


def at(month, day):
    return {"precision": "day", "date": datetime.date(2026, month, day)}


@pytest.fixture
def cycle():
    return make.cycle()


def test_each_phase_keeps_its_themes_and_its_days_in_order(cycle):
    first, second = make.phase(cycle), make.phase(cycle)
    late = make.theme(cycle, number=2, phase=first)
    early = make.theme(cycle, number=1, phase=first)
    day = make.workday(cycle, phase=second)
    lanes = overview(cycle, TODAY).lanes
    assert [lane.phase for lane in lanes] == [first, second]
    assert [row.theme for row in lanes[0].themes] == [early, late]
    assert [lane.workdays for lane in lanes] == [[], [day]]


def test_a_theme_taken_up_twice_shows_once_with_both_days(cycle):
    theme = make.theme(cycle)
    days = [make.workday(cycle, themes=[theme]), make.workday(cycle), make.workday(cycle, themes=[theme])]
    glance = overview(cycle, TODAY)
    assert glance.workdays == days
    assert [(cell.workday, cell.span) for cell in glance.themes[0].cells] == [
        (days[0], 1),
        (None, 1),
        (days[2], 1),
    ]


def test_days_in_a_row_that_leave_a_theme_aside_make_one_cell(cycle):
    theme = make.theme(cycle)
    for themes in ([], [], [theme], []):
        make.workday(cycle, themes=themes)
    assert [cell.span for cell in overview(cycle, TODAY).themes[0].cells] == [2, 1, 1]


def test_a_theme_whose_only_day_is_cancelled_waits_for_another(cycle):
    theme = make.theme(cycle)
    make.workday(cycle, themes=[theme], status="cancelled")
    make.workday(cycle)
    assert [(cell.is_unknown, cell.span) for cell in overview(cycle, TODAY).themes[0].cells] == [(True, 2)]


def test_a_theme_without_a_day_stretches_over_its_phase_only(cycle):
    first, second = make.phase(cycle), make.phase(cycle)
    make.workday(cycle, phase=first)
    make.workday(cycle, phase=second)
    make.workday(cycle, phase=second)
    make.theme(cycle, phase=second)
    cells = overview(cycle, TODAY).themes[0].cells
    assert [(cell.is_unknown, cell.span) for cell in cells] == [(False, 1), (True, 2)]


@pytest.mark.parametrize(
    ("today", "words"),
    [(datetime.date(2026, 5, 31), "jour à préciser"), (datetime.date(2026, 6, 1), "jour non précisé")],
)
def test_an_unknown_day_is_to_be_set_until_its_phase_is_over(cycle, today, words):
    make.phase(cycle)
    assert overview(cycle, today).lanes[0].day_unknown == words


def test_announced_held_and_added_are_counted_apart(cycle):
    make.workday(cycle, status="held")
    make.workday(cycle, status="held", is_announced=False)
    make.workday(cycle, status="cancelled")
    make.workday(cycle, is_announced=False)
    glance = overview(cycle, TODAY)
    assert (len(glance.announced), len(glance.held), glance.added_count) == (2, 2, 1)


def test_the_next_workday_is_the_soonest_fixed_one_from_today_on(cycle):
    make.workday(cycle, **at(4, 14))
    make.workday(cycle, **at(5, 2))
    soonest = make.workday(cycle, **at(4, 15))
    make.workday(cycle, status="cancelled", **at(4, 16))
    assert overview(cycle, TODAY).next_workday == soonest
    assert overview(cycle, datetime.date(2026, 5, 3)).next_workday is None


def test_the_short_lists_come_back_as_they_were_saved(cycle):
    Objective.objects.create(cycle=cycle, number=2, text="Deux")
    Objective.objects.create(cycle=cycle, number=1, text="Un")
    partner = Partner.objects.create(cycle=cycle, number=1, name="Structure", role="funder", note="Appui")
    reference = Reference.objects.create(
        cycle=cycle, number=1, key="a", title="Titre", author="Auteur", published="2022-05", licence="CC"
    )
    glance = overview(cycle, TODAY)
    assert [objective.text for objective in glance.objectives] == ["Un", "Deux"]
    assert glance.partners[0].get_role_display() == partner.get_role_display()
    for name in ("key", "title", "author", "reviewer", "published", "url", "licence", "licence_url"):
        assert getattr(glance.references[0], name) == getattr(reference, name)
    assert glance.references[0].published_label == "mai 2022"


def test_the_short_lists_hold_nothing_but_text():
    fields = [
        field
        for model in (Objective, Contact, Partner, Reference)
        for field in model._meta.concrete_fields
        if field.name not in ("id", "cycle", "number")
    ]
    assert all(isinstance(field, models.CharField | models.TextField) for field in fields)


def test_nothing_of_another_cycle_shows(cycle):
    other = make.cycle()
    make.workday(other, themes=[make.theme(other)])
    Objective.objects.create(cycle=other, number=1, text="Ailleurs")
    glance = overview(cycle, TODAY)
    assert (glance.lanes, glance.objectives, glance.period) == ([], [], "")


@pytest.mark.parametrize("rows", [1, 3, 9])
def test_more_rows_cost_no_more_queries(cycle, rows, django_assert_num_queries):
    for _ in range(rows):
        make.workday(cycle, phase=make.phase(cycle), themes=[make.theme(cycle)])
        Objective.objects.create(cycle=cycle, number=cycle.objectives.count() + 1, text="Un objectif")
    with django_assert_num_queries(3):
        glance = overview(cycle, TODAY)
        assert len(glance.themes) == len(glance.workdays) == len(glance.objectives) == rows


class TestSummaries:
    def test_a_summary_counts_what_was_announced_and_what_was_held(self, cycle):
        make.workday(cycle, status="held")
        make.workday(cycle, phase=make.phase(cycle))
        [summary] = summaries(Cycle.objects.filter(pk=cycle.pk))
        assert (summary.announced, summary.held) == (2, 1)
        assert summary.announced_colours == [1, 2]
        assert summary.period == "mars – mai 2026"

    def test_where_days_are_not_known_one_by_one_the_source_speaks(self, cycle):
        make.workday(cycle)
        source = Reference.objects.create(cycle=cycle, number=1, key="source", title="Titre", author="Auteur")
        HeldAccount.objects.create(cycle=cycle, workdays=9, begins="2021-03", ends="2022-02", source=source)
        [summary] = summaries(Cycle.objects.filter(pk=cycle.pk))
        assert summary.held == 9

    @pytest.mark.parametrize("cycles", [1, 3])
    def test_more_cycles_cost_no_more_queries(self, cycles, django_assert_num_queries):
        for _ in range(cycles):
            make.workday(make.cycle())
        with django_assert_num_queries(2):
            assert len(summaries(Cycle.objects.all())) == cycles
