"""The days of a cycle on the calendar of one month, with what makes a date unusual."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from support.fields import YEARS
from support.french import MONTHS, french_date, french_weekday

from .board import Board, Card
from .moments import Month, month_of
from .warnings import public_holiday, school_holiday


@dataclass
class Square:
    """A date of the month. A school holiday is named in full where it begins, and again each week."""

    date: datetime.date
    cards: list[Card]
    public_holiday: str
    school_holiday: str
    is_today: bool
    names_holiday: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether a list would have nothing to say of it."""
        return not (self.cards or self.public_holiday or self.is_today)

    @property
    def kind(self) -> str:
        """The style sheet's words for it."""
        holiday = "off" if self.public_holiday else "school" if self.school_holiday else ""
        return f"{'bare' if self.is_bare else 'told'} {holiday}".strip()

    @property
    def weekday(self):
        return french_weekday(self.date)

    @property
    def month(self):
        return MONTHS[self.date.month - 1]

    @property
    def ordinal(self):
        return "1er" if self.date.day == 1 else self.date.day


@dataclass
class Week:
    number: int
    squares: list[Square | None]

    @property
    def is_bare(self):
        return all(one is None or one.is_bare for one in self.squares)


@dataclass
class MonthOfDays:
    board: Board
    month: Month
    weeks: list[Week]
    # The day is not known: only the month is, or nothing but the phase, whose period meets this month.
    month_known: list[Card]
    period_known: list[Card]
    # The nearest months, before and after, in which something happens.
    earlier: Month | None
    later: Month | None

    @property
    def count(self) -> int:
        squares = (square for week in self.weeks for square in week.squares if square)
        return sum(len(square.cards) for square in squares) + len(self.month_known)

    @property
    def sentence(self) -> str:
        """« Mars 2026 : 2 journées fixées », « Mars 2026 : aucune journée »."""
        words = self.board.counted(self.count)
        return f"{str(self.month).capitalize()} : {words[0].lower()}{words[1:]}"

    @property
    def school_holidays(self) -> list[str]:
        """Each stretch within the month: « Vacances d’hiver, du 21 au 28 février »."""
        squares = [square for week in self.weeks for square in week.squares if square]
        told = []
        for name, group in groupby(squares, key=lambda square: square.school_holiday):
            if name:
                days = [square.date for square in group]
                told.append(f"{name}, {_stretch(days[0], days[-1])}")
        return told


def month_of_days(board: Board, month: Month) -> MonthOfDays:
    squares = _squares(board, month)
    weeks = []
    for dates in month.weeks:
        row = [squares[date] if date else None for date in dates]
        weeks.append(Week(next(filter(None, dates)).isocalendar().week, row))
        said = ""
        for square in filter(None, row):
            square.names_holiday = square.school_holiday not in ("", said)
            said = square.school_holiday
    undated = [card for card in board.cards if not card.workday.has_day]
    dates = [card.workday.date for card in board.cards]
    months = {month_of(date) for date in dates if date and date.year in YEARS}
    return MonthOfDays(
        board,
        month,
        weeks,
        [card for card in undated if card.workday.date and month_of(card.workday.date) == month],
        [card for card in undated if not card.workday.date and month.meets(card.workday.phase)],
        max((one for one in months if one < month), default=None),
        min((one for one in months if one > month), default=None),
    )


def _squares(board: Board, month: Month) -> dict[datetime.date, Square]:
    dated = by_date(board.cards)
    zone, today = board.overview.cycle.school_zone, board.overview.today
    return {
        date: Square(
            date, dated.get(date, []), public_holiday(date), school_holiday(date, zone), date == today
        )
        for week in month.weeks
        for date in week
        if date
    }


def by_date(cards: Iterable[Card]) -> dict[datetime.date, list[Card]]:
    """Those whose day is known; within a date in the order of the hours, a day without hours first."""
    found = defaultdict(list)
    for card in cards:
        if card.workday.has_day and card.workday.date is not None:
            found[card.workday.date].append(card)
    for same in found.values():
        same.sort(key=lambda card: (card.workday.starts_at or datetime.time.min, card.workday.number))
    return found


def _stretch(first, last) -> str:
    if first == last:
        return f"le {french_date(first)}"
    return f"du {'1er' if first.day == 1 else first.day} au {french_date(last)}"
