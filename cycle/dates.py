"""Dates known only in part: a year, a month or a day, as in ISO 8601 ("2021", "2021-03", "2021-03-16").

They are kept as that text: it sorts in time, and cannot claim more than is known.
"""

import calendar
import datetime
import re

from django.core.exceptions import ValidationError

from support.french import MONTHS, french_date, french_month

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def parse_partial_date(text: str) -> datetime.date:
    """The first day of the year, month or day written in `text`; ValueError when it is none."""
    match = _PARTIAL.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a year, a month or a day")
    year, month, day = match.groups()
    return datetime.date(int(year), int(month or 1), int(day or 1))


def validate_partial_date(text: str) -> None:
    try:
        parse_partial_date(text)
    except ValueError:
        raise ValidationError(
            "Écrivez une année, un mois ou un jour : 2021, 2021-03 ou 2021-03-16.", code="partial_date"
        ) from None


def format_partial_date(text: str) -> str:
    """The same in French: "2021", "mars 2021", "16 mars 2021"; "1er" for the first day of a month."""
    day = parse_partial_date(text)
    return {4: str(day.year), 7: french_month(day), 10: french_date(day)}[len(text)]


def format_period(begins: datetime.date, ends: datetime.date) -> str:
    """Months from first to last: "mars – mai 2021", "décembre 2021 – février 2022", "mars 2021"."""
    if (begins.year, begins.month) == (ends.year, ends.month):
        return french_month(begins)
    first = MONTHS[begins.month - 1] if begins.year == ends.year else french_month(begins)
    return f"{first} – {french_month(ends)}"


def last_day_of_month(day: datetime.date) -> datetime.date:
    """The last day of the month in which `day` falls."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
