"""Months and years as addresses name them: `2026-03`, `2026`; nothing that people do not plan in."""

import calendar
import datetime
import re
from dataclasses import dataclass

from support.fields import YEARS
from support.french import MONTHS, french_month

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year; `before` and `after` are None where YEARS end."""

    year: int
    number: int

    def __str__(self):
        return french_month(self.first)

    @property
    def key(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def name(self) -> str:
        """Without its year."""
        return MONTHS[self.number - 1]

    @property
    def first(self) -> datetime.date:
        return datetime.date(self.year, self.number, 1)

    @property
    def last(self) -> datetime.date:
        return datetime.date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def before(self) -> "Month | None":
        return _within_years(self.year, self.number - 1)

    @property
    def after(self) -> "Month | None":
        return _within_years(self.year, self.number + 1)

    @property
    def weeks(self) -> list[list[datetime.date | None]]:
        """From Monday to Sunday; None stands for a day of the month before or after."""
        weeks = calendar.Calendar().monthdatescalendar(self.year, self.number)
        return [[day if day.month == self.number else None for day in week] for week in weeks]

    def meets(self, phase) -> bool:
        return phase.begins_on <= self.last and self.first <= phase.ends_on


def _within_years(year: int, number: int) -> Month | None:
    """Month 0 is December of the year before, month 13 January of the one after."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return Month(year, number) if year in YEARS else None


def month_of(day: datetime.date) -> Month:
    return Month(day.year, day.month)


def month_said(text: str, today: datetime.date) -> Month:
    """The month that `text` names; the present one where it names none within YEARS."""
    match = _MONTH.fullmatch(text)
    year, number = map(int, match.groups()) if match else (0, 0)
    return Month(year, number) if year in YEARS and 1 <= number <= 12 else month_of(today)


def year_said(text: str, today: datetime.date) -> int:
    """The year that `text` names; the present one where it names none within YEARS."""
    year = int(text) if _YEAR.fullmatch(text) else 0
    return year if year in YEARS else today.year
