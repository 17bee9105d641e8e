"""The programme as the team that runs it looks at it: what is settled, what is not, what to do next."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from support.french import is_plural

from .models import Cycle, Phase, Theme, Workday
from .overview import Overview, overview
from .warnings import warnings


@dataclass(frozen=True)
class Filter:
    """One way of looking at the board; `state` is a workday's, "" for all of them."""

    key: str
    label: str
    state: str = ""


FILTERS = (
    Filter("", "Toutes"),
    Filter("a-fixer", "À fixer", "announced"),
    Filter("fixees", "Fixées", "scheduled"),
    Filter("tenues", "Tenues", "held"),
    Filter("annulees", "Annulées", "cancelled"),
)


@dataclass
class Card:
    """A workday, its themes, and what is still missing, in words ("" where nothing is)."""

    workday: Workday
    themes: list[Theme]
    missing: str
    warnings: list[str]

    @property
    def when(self) -> str:
        """Its date, as far as it is known: « Mardi 17 mars 2026 », « Mars – mai 2026, jour à préciser »."""
        words = self.workday.when
        return f"{words[0].upper()}{words[1:]}{'' if self.workday.date else ', jour à préciser'}"

    @property
    def where(self) -> str:
        """« Salle verte · ou à distance », « À distance »; nothing where nothing is said."""
        place, form = self.workday.where_in_short, self.workday.format
        if place:
            return f"{place} · ou à distance" if form == Workday.Format.BOTH else place
        return str(self.workday.get_format_display()).capitalize() if form else ""


@dataclass
class Lane:
    phase: Phase
    cards: list[Card]
    # However few are shown.
    workdays: int
    themes_without_day: list[Theme]


@dataclass
class Choice:
    """A filter, how many workdays it shows, and whether it is the present one."""

    filter: Filter
    count: int
    is_current: bool


@dataclass(frozen=True)
class Task:
    """The one day to look at next, why, and what the button says."""

    workday: Workday
    reason: str
    verb: str


@dataclass
class Board:
    overview: Overview
    lanes: list[Lane]
    choices: list[Choice]
    # By workday: those that it takes up.
    themes: dict[int, list[Theme]]

    @property
    def phases(self) -> list[Phase]:
        return [lane.phase for lane in self.lanes]

    @property
    def days(self) -> list[tuple[Workday, list[Theme]]]:
        """All days of the cycle in their order, shown or not, each with its themes in theirs."""
        ordered = sorted(self.overview.workdays, key=lambda day: day.number)
        number = attrgetter("number")
        return [(day, sorted(self.themes.get(day.pk, []), key=number)) for day in ordered]

    @property
    def current(self) -> Choice:
        return next(choice for choice in self.choices if choice.is_current)

    @property
    def cards(self) -> list[Card]:
        """The days that are shown, phase after phase, whichever way one looks at them."""
        return [card for lane in self.lanes for card in lane.cards]

    @property
    def sentence(self) -> str:
        """How many days are shown."""
        return self.counted(self.current.count)

    def counted(self, count: int) -> str:
        """So many of the days looked at, said whole: « 3 journées fixées », « Aucune journée annulée »."""
        chosen = self.current.filter
        words = f"journées {chosen.label.lower()}" if chosen.state else "journées"
        if not is_plural(count):
            words = " ".join(word.removesuffix("s") for word in words.split())
        return f"{count or 'Aucune'} {words}"

    @property
    def to_schedule(self) -> int:
        return sum(workday.state == "announced" for workday in self.overview.workdays)

    @property
    def scheduled(self) -> int:
        return sum(workday.state == "scheduled" for workday in self.overview.workdays)

    @property
    def task(self) -> Task | None:
        """What to do next: a past day to settle, else the first to schedule, else the next to come."""
        days = self.overview.workdays
        past = next((day for day in days if _is_past(day, self.overview.today)), None)
        if past is not None:
            return Task(past, "Sa date est passée", "Dire si elle a été tenue")
        announced = next((day for day in days if day.state == "announced"), None)
        if announced is not None:
            return Task(announced, "La première à fixer", "Fixer cette journée")
        upcoming = self.overview.next_workday
        return upcoming and Task(upcoming, "La prochaine", "Préparer cette journée")

    @property
    def themes_without_day(self) -> list[Theme]:
        return [theme for lane in self.lanes for theme in lane.themes_without_day]


def board(cycle: Cycle, today: date, key: str = "") -> Board:
    """The days of a cycle on that day in Paris, for all ways of looking at them.

    An unknown filter shows everything.
    """
    seen = overview(cycle, today)
    chosen = next((choice for choice in FILTERS if choice.key == key), FILTERS[0])
    themes: dict[int, list[Theme]] = {}
    for row in seen.themes:
        for workday in row.workdays:
            themes.setdefault(workday.pk, []).append(row.theme)
    told = warnings(cycle, seen.workdays, today)
    lanes = [
        Lane(
            lane.phase,
            [
                Card(
                    workday,
                    themes.get(workday.pk, []),
                    _missing(workday, themes.get(workday.pk), today),
                    told.get(workday.pk, []),
                )
                for workday in lane.workdays
                if chosen.state in ("", workday.state)
            ],
            len(lane.workdays),
            [row.theme for row in lane.themes if all(day.state == "cancelled" for day in row.workdays)],
        )
        for lane in seen.lanes
    ]
    states = Counter(workday.state for workday in seen.workdays)
    choices = [
        Choice(one, states[one.state] if one.state else len(seen.workdays), one is chosen) for one in FILTERS
    ]
    return Board(seen, lanes, choices, themes)


def _is_past(workday: Workday, today: date) -> bool:
    return workday.state == "scheduled" and workday.date is not None and workday.date < today


def _missing(workday: Workday, themes: list[Theme] | None, today: date) -> str:
    """What a planned day still needs, most pressing first."""
    if workday.status != Workday.Status.PLANNED:
        return ""
    if _is_past(workday, today):
        return "la date est passée : a-t-elle été tenue ?"
    needs = [
        (not workday.has_day, "le jour"),
        (workday.precision == Workday.Precision.DAY, "les heures"),
        (not workday.format, "la forme"),
        (workday.has_day and workday.format in ("on_site", "both") and not workday.where_in_short, "le lieu"),
        (workday.has_day and workday.format in ("remote", "both") and not workday.video_link, "le lien"),
        (not themes, "les thèmes"),
    ]
    missing = [word for is_missing, word in needs if is_missing]
    return "à préciser : " + ", ".join(missing) if missing else ""
