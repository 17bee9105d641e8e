"""What French writes in its own way: days, months, hours, ranks, plurals."""

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


def french_hour(time: datetime.time) -> str:
    """ "9 h", "16 h 30"."""
    return f"{time.hour}\u00a0h" + (f"\u00a0{time.minute:02}" if time.minute else "")


def french_duration(minutes: int) -> str:
    """ "45 min", "1 h", "6 h 30"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h" + (f"\u00a0{rest:02}" if rest else "")


def french_ordinal(number: int, *, feminine: bool = False) -> str:
    """ "1er" or "1re", then "2e", "3e"."""
    if number == 1:
        return "1re" if feminine else "1er"
    return f"{number}e"


def is_plural(number) -> bool:
    """From two on: French says « 0 personne »."""
    return number >= 2
