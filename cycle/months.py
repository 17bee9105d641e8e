"""Months to choose from: counted since year 0, said in French, gathered by year."""

import datetime
from collections.abc import Iterable

from support.french import french_month


def number(day: datetime.date) -> int:
    """The month of a day, counted from January of year 0, so that months add up across years."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> datetime.date:
    return datetime.date(month // 12, month % 12 + 1, 1)


def by_year(months: Iterable[int]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices of a list, "2027-03" for « mars 2027 », under the year of each."""
    years: dict[str, list[tuple[str, str]]] = {}
    for month in sorted(months):
        day = first_day(month)
        years.setdefault(f"{day:%Y}", []).append((f"{day:%Y-%m}", french_month(day)))
    return list(years.items())
