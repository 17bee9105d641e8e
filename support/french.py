"""What French writes in its own way: days, months, plurals."""

import datetime

# Written here, where a translation would be looked up again for every date of a page.
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def french_weekday(day: datetime.date) -> str:
    return WEEKDAYS[day.weekday()]


def french_month(day: datetime.date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year:04}"


def french_date(day: datetime.date) -> str:
    """ "16 mars 2021"; "1er mars 2021", as one says it."""
    return f"{'1er' if day.day == 1 else day.day} {french_month(day)}"


def is_plural(number) -> bool:
    """From two on: French says « 0 personne »."""
    return number >= 2
