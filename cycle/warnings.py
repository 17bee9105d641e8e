"""What a team had better know of the date of a day: told, never refused."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache

from django.db.models import Q
from jours_feries_france import JoursFeries
from vacances_scolaires_france import SchoolHolidayDates, UnsupportedYearException

from support.french import is_plural

from .models import Cycle, Membership, Workday

NOTICE = 8  # days: under these, many cannot free themselves any more
SATURDAY = 5


@cache
def _school_calendar() -> SchoolHolidayDates:
    """Read once, when first needed: a file of all days of twenty years."""
    return SchoolHolidayDates()


def warnings(cycle: Cycle, workdays: Iterable[Workday], today: datetime.date) -> dict[int, list[str]]:
    """Of each of these days that is still to be held, by key, what is unusual about its date, in French.

    One query; the phase and the cycle are read: fetch them beforehand.
    """
    ahead = [day for day in workdays if day.status == Workday.Status.PLANNED and day.date and day.has_day]
    told = {day.pk: _of_the_date(cycle, day, today) for day in ahead}
    for pk, words in _overlaps(cycle, ahead).items():
        told[pk] += words
    return told


def _of_the_date(cycle, workday, today):
    date, phase = workday.date, workday.phase
    told = []
    if 0 <= (days := (date - today).days) < NOTICE:
        when = "aujourd’hui" if not days else f"dans {days} jour{'s' if is_plural(days) else ''}"
        told.append(f"c’est {when} : moins de {NOTICE} jours pour prévenir")
    if not phase.begins_on <= date <= phase.ends_on:
        told.append(f"hors des mois de sa phase ({phase.period})")
    if date.weekday() >= SATURDAY:
        told.append("un samedi" if date.weekday() == SATURDAY else "un dimanche")
    if name := public_holiday(date):
        told.append(f"un jour férié ({name})")
    if name := school_holiday(date, cycle.school_zone):
        told.append(f"pendant les vacances scolaires de la zone {cycle.school_zone} ({name})")
    return told


def public_holiday(date: datetime.date) -> str:
    """Its French name, outside the days that Alsace-Moselle alone keeps; "" on any other day."""
    return _public_holidays(date.year).get(date, "")


def school_holiday(date: datetime.date, zone: str) -> str:
    """Its French name; "" on a school day, and where the calendar of that year is not published yet."""
    return _school_holidays(date.year, zone).get(date, "") if zone else ""


# A calendar asks for each of its days: what is known of a year is put together once.
@lru_cache(maxsize=64)
def _public_holidays(year: int) -> dict[datetime.date, str]:
    return {day: _typeset(name) for name, day in JoursFeries.for_year(year).items()}


@lru_cache(maxsize=64)
def _school_holidays(year: int, zone: str) -> dict[datetime.date, str]:
    try:
        days = _school_calendar().holidays_for_year_and_zone(year, zone)
    except UnsupportedYearException:
        return {}
    return {day: _typeset(row["nom_vacances"]) for day, row in days.items()}


def _typeset(name: str) -> str:
    return name.replace("'", "’")


# All that is asked of another day: not its prose, nor that of its cycle.
_COMPARED = ("pk", "number", "date", "starts_at", "ends_at", "venue_id", "cycle_id", "cycle__title")


def _overlaps(cycle, workdays) -> dict[int, list[str]]:
    """Other days at the same hours: in the same place, or of a cycle that the same people run."""
    dates = {day.date for day in workdays}
    venues = {day.venue_id for day in workdays if day.venue_id}
    if not dates:
        return {}
    team = Membership.objects.facilitating().filter(cycle=cycle).values("user")
    theirs = Membership.objects.facilitating().filter(user__in=team).values("cycle")
    others = defaultdict(list)
    for other in (
        Workday.objects.dated()
        .filter(Q(cycle__in=theirs) | Q(cycle=cycle) | Q(venue__in=venues), date__in=dates)
        .exclude(status=Workday.Status.CANCELLED)
        .order_by("cycle", "number")
        .values_list(*_COMPARED, named=True)
    ):
        others[other.date].append(other)
    told = defaultdict(list)
    for day in workdays:
        for other in others[day.date]:
            if other.pk == day.pk or not _at_the_same_hours(day, other):
                continue
            same_place = day.venue_id is not None and day.venue_id == other.venue_id
            where = "au même endroit" if same_place else "avec la même équipe"
            of = "" if other.cycle_id == cycle.pk else f", du cycle « {other.cycle__title} »"
            told[day.pk].append(f"en même temps que la journée {other.number}{of}, {where}")
    return told


def _at_the_same_hours(one, other):
    """Whether two days of one date overlap; a day without hours takes it whole."""
    if one.starts_at is None or other.starts_at is None:
        return True
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
