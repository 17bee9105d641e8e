"""The days of a cycle over a year: twelve small months, the phases that meet each."""

import datetime
from dataclasses import dataclass

from support.fields import YEARS
from support.french import french_date, is_plural

from .board import Board, Card
from .board_month import by_date
from .models import Phase
from .moments import Month, month_of


@dataclass
class SmallDay:
    date: datetime.date
    cards: list[Card]
    is_today: bool

    @property
    def sentence(self) -> str:
        """What its link says: « 16 mars 2026 : journée 3, Finir la carte, fixée »."""
        days = [card.workday for card in self.cards]
        told = [
            f"journée {day.number}, {day.title + ', ' if day.title else ''}{day.state_label}" for day in days
        ]
        return f"{french_date(self.date)} : {' ; '.join(told)}"


@dataclass
class SmallMonth:
    month: Month
    weeks: list[list[SmallDay | None]]
    phases: list[Phase]
    # Days of which nothing but the month is known.
    month_known: int
    is_present: bool

    @property
    def count(self) -> int:
        return sum(len(day.cards) for week in self.weeks for day in week if day)

    @property
    def sentence(self) -> str:
        """« 2 journées, et 1 dont le jour reste à préciser »."""
        told = [f"{self.count} journée{'s' if is_plural(self.count) else ''}"] if self.count else []
        if self.month_known:
            told.append(f"{'et ' if told else ''}{self.month_known} dont le jour reste à préciser")
        return ", ".join(told)


@dataclass
class YearOfDays:
    board: Board
    year: int
    months: list[SmallMonth]
    phases: list[Phase]
    period_known: list[Card]

    @property
    def before(self) -> int | None:
        return self.year - 1 if self.year - 1 in YEARS else None

    @property
    def after(self) -> int | None:
        return self.year + 1 if self.year + 1 in YEARS else None

    @property
    def count(self) -> int:
        return sum(month.count + month.month_known for month in self.months)

    @property
    def sentence(self) -> str:
        """« 2026 : 8 journées »."""
        words = self.board.counted(self.count)
        return f"{self.year} : {words[0].lower()}{words[1:]}"


def year_of_days(board: Board, year: int) -> YearOfDays:
    dated = by_date(board.cards)
    today = board.overview.today
    all_phases = [lane.phase for lane in board.lanes]
    undated = [card for card in board.cards if not card.workday.has_day]
    months = []
    for month in (Month(year, number) for number in range(1, 13)):
        weeks = [
            [SmallDay(date, dated.get(date, []), date == today) if date else None for date in week]
            for week in month.weeks
        ]
        known = sum(
            card.workday.date is not None and month_of(card.workday.date) == month for card in undated
        )
        phases = [phase for phase in all_phases if month.meets(phase)]
        months.append(SmallMonth(month, weeks, phases, known, month == month_of(today)))
    first, last = months[0].month.first, months[-1].month.last
    phases = [phase for phase in all_phases if phase.begins_on <= last and first <= phase.ends_on]
    return YearOfDays(
        board,
        year,
        months,
        phases,
        [card for card in undated if card.workday.date is None and card.workday.phase in phases],
    )
