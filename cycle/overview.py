"""The cycle at a glance: everything its public page shows, in a number of queries that rows do not change."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import F

from .dates import format_period
from .models import Contact, Cycle, Objective, Partner, Phase, Reference, Theme, Workday


@dataclass
class ThemeRow:
    """A theme and, for each workday of the cycle in order, whether it takes the theme up."""

    theme: Theme
    phase: Phase
    day_unknown: str
    workdays: list[Workday] = field(default_factory=list)
    # Of the grid: all days of the cycle, lane after lane.
    columns: list[Workday] = field(default_factory=list, repr=False)

    @cached_property
    def cells(self) -> list["Cell"]:
        return _cells(self, self.columns)

    @property
    def has_stretch(self) -> bool:
        return any(cell.is_unknown for cell in self.cells)


@dataclass
class Cell:
    """Part of a row of the grid: a day that takes the theme up, days that do not, or an unknown day."""

    workday: Workday | None = None
    span: int = 1
    is_unknown: bool = False


@dataclass
class PhaseLane:
    phase: Phase
    themes: list[ThemeRow]
    workdays: list[Workday]
    day_unknown: str

    @property
    def announced_count(self):
        return sum(workday.is_announced for workday in self.workdays)


@dataclass
class Overview:
    """What the page needs. `today` decides which day is next and what is over; it is a date in Paris.

    What is remembered is asked for by several parts of the page.
    """

    cycle: Cycle
    today: date
    lanes: list[PhaseLane]
    objectives: list[Objective]
    contacts: list[Contact]
    partners: list[Partner]
    references: list[Reference]

    @cached_property
    def workdays(self):
        return [workday for lane in self.lanes for workday in lane.workdays]

    @cached_property
    def themes(self):
        return [row for lane in self.lanes for row in lane.themes]

    @cached_property
    def announced(self):
        """The plan as it was announced, whatever became of it."""
        return [workday for workday in self.workdays if workday.is_announced]

    @cached_property
    def held(self):
        return [workday for workday in self.workdays if workday.state == "held"]

    @property
    def added_count(self):
        return sum(not workday.is_announced for workday in self.held)

    @cached_property
    def next_workday(self):
        to_come = [w for w in self.workdays if w.state == "scheduled" and w.date >= self.today]
        return min(to_come, key=lambda w: (w.date, w.starts_at is not None and w.starts_at), default=None)

    @property
    def is_over(self):
        return bool(self.lanes) and all(lane.phase.ends_on < self.today for lane in self.lanes)

    @property
    def has_dated_workday(self):
        return any(workday.has_day for workday in self.workdays)

    @cached_property
    def period(self):
        """From the first phase to the last, in months; nothing for a cycle without phases."""
        if not self.lanes:
            return ""
        phases = [lane.phase for lane in self.lanes]
        return format_period(min(phase.begins_on for phase in phases), max(phase.ends_on for phase in phases))


def overview(cycle: Cycle, today: date) -> Overview:
    """Three queries beside the cycle's own: phases with themes, workdays with themes, the short lists."""
    lanes = _lanes(cycle, today)
    objectives, contacts, partners, references = _short_lists(cycle)
    return Overview(cycle, today, lanes, objectives, contacts, partners, references)


def _lanes(cycle, today):
    workdays, taken_up = _workdays_with_themes(cycle)
    # One row a theme, and one for a phase without any: the join saves a query that would fetch themes apart.
    joined = (
        Phase.objects.filter(cycle=cycle)
        .annotate(theme_pk=F("themes__pk"), theme_number=F("themes__number"), theme_title=F("themes__title"))
        .order_by("number", "theme_number")
    )
    lanes = []
    for _, group in groupby(joined, key=lambda phase: phase.pk):
        rows = list(group)
        phase = rows[0]
        themes = [
            Theme(pk=row.theme_pk, cycle=cycle, phase=phase, number=row.theme_number, title=row.theme_title)
            for row in rows
            if row.theme_pk is not None
        ]
        day_unknown = "jour non précisé" if phase.ends_on < today else "jour à préciser"
        own_days = [workday for workday in workdays if workday.phase_id == phase.pk]
        for workday in own_days:
            workday.phase, workday.cycle = phase, cycle
        lanes.append(
            PhaseLane(
                phase,
                [ThemeRow(theme, phase, day_unknown, taken_up.get(theme.pk, [])) for theme in themes],
                own_days,
                day_unknown,
            )
        )
    columns = [workday for lane in lanes for workday in lane.workdays]
    for lane in lanes:
        for row in lane.themes:
            row.columns = columns
    return lanes


def _workdays_with_themes(cycle):
    workdays: dict[int, Workday] = {}
    taken_up: dict[int, list[Workday]] = {}
    rows = Workday.objects.filter(cycle=cycle).select_related("venue__commune").order_by("number")
    rows = rows.defer("venue__commune__outline", "venue__commune__shape")
    for row in rows.annotate(theme_pk=F("themes__pk")):
        workday = workdays.setdefault(row.pk, row)
        if row.theme_pk is not None:
            taken_up.setdefault(row.theme_pk, []).append(workday)
    return list(workdays.values()), taken_up


def _cells(row, columns):
    taken_up = [workday.pk for workday in row.workdays]
    is_unknown = all(workday.state == "cancelled" for workday in row.workdays)

    def kind(workday):
        if is_unknown and workday.phase_id == row.phase.pk:
            return "unknown"
        return workday.pk if workday.pk in taken_up else "empty"

    cells = []
    for found, group in groupby(columns, key=kind):
        days = list(group)
        cells.append(Cell(days[0] if found == days[0].pk else None, len(days), found == "unknown"))
    return cells


# The short lists of a cycle, all of plain text, share one query. It is written out here: building the same
# union through the ORM costs more than everything else on the page together.
_SHORT_LISTS: dict[str, Any] = {model.__name__: model for model in (Objective, Contact, Partner, Reference)}
_FIELDS = {name: [f.attname for f in model._meta.concrete_fields] for name, model in _SHORT_LISTS.items()}
_WIDTH = max(map(len, _FIELDS.values()))


def _select(name):
    quote = connection.ops.quote_name
    model = _SHORT_LISTS[name]
    columns = [quote(field.column) for field in model._meta.concrete_fields]
    columns += ["''"] * (_WIDTH - len(columns))
    return (
        f"SELECT {quote('number')}, '{name}', {', '.join(columns)} "  # noqa: S608
        f"FROM {quote(model._meta.db_table)} WHERE {quote('cycle_id')} = %s"
    )


def _short_lists(cycle):
    lists: dict[str, list] = {name: [] for name in _SHORT_LISTS}
    with connection.cursor() as cursor:
        union = " UNION ALL ".join(map(_select, _SHORT_LISTS))
        cursor.execute(f"{union} ORDER BY 1", [cycle.pk] * len(_SHORT_LISTS))
        for _, name, *values in cursor.fetchall():
            fields = _FIELDS[name]
            lists[name].append(_SHORT_LISTS[name].from_db(connection.alias, fields, values[: len(fields)]))
    return lists.values()
