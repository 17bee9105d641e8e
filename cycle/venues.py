"""Keeping the register of places of a cycle: what changes there changes the days that meet there."""

from django.db import transaction

from accounts.models import Identity
from support.public_pages import bump

from .calendar import shown_in_calendars
from .changes import Words, in_words, record
from .models import Cycle, Venue, Workday
from .services import lock


class StaleVenueError(Exception):
    """Somebody else saved this place since it was read: `venue` as it now stands. Nothing was written."""

    def __init__(self, venue: Venue):
        super().__init__("This venue was saved by somebody else in the meantime.")
        self.venue = venue


class VenueInUseError(Exception):
    """A place where days meet does not go: `workdays` are they."""

    def __init__(self, workdays: list[Workday]):
        super().__init__("Workdays meet at this venue.")
        self.workdays = workdays


def in_words_of(venue: Venue) -> Words:
    """What is said of a place, under the names that people read."""
    return {
        "Nom": venue.name,
        "Adresse": venue.address,
        "Commune": venue.commune.name if venue.commune else "",
        "Accès": venue.access,
        "Places": str(venue.capacity or ""),
    }


@transaction.atomic
def save_venue(wanted: Venue, *, version, user) -> bool:
    """Bring a place to what `wanted` says, as read at `version`, and tell the days; whether it changed.

    StaleVenueError when it was saved in the meantime and says something else; ValidationError when its name
    is taken.
    """
    cycle = lock(wanted.cycle, user)
    venue = Venue.objects.select_related("commune").get(pk=wanted.pk)
    if in_words_of(venue) == in_words_of(wanted):
        return False
    if venue.version != version:
        raise StaleVenueError(venue)
    wanted.full_clean()
    before, identity = _days(venue), Identity.objects.of(user)
    wanted.version = version
    wanted.mark_edited(identity)
    wanted.save()
    _tell(cycle, before, _days(wanted), identity)
    return True


@transaction.atomic
def add_venue(wanted: Venue, *, user) -> bool:
    """Put a place into the register of its cycle; False when it was there already, sent a moment ago.

    ValidationError when another has its name.
    """
    cycle = lock(wanted.cycle, user)
    known = Venue.objects.filter(cycle=cycle, name=wanted.name).select_related("commune").first()
    if known is not None and in_words_of(known) == in_words_of(wanted):
        return False
    wanted.full_clean()
    wanted.mark_edited(Identity.objects.of(user))
    wanted.version = 1
    wanted.save(force_insert=True)
    return True


@transaction.atomic
def remove_venue(venue: Venue, *, user) -> None:
    """Take a place out of the register; again, nothing changes. VenueInUseError when days meet there."""
    lock(venue.cycle, user)
    if workdays := list(Workday.objects.filter(venue=venue)):
        raise VenueInUseError(workdays)
    Venue.objects.filter(pk=venue.pk).delete()


def _days(venue):
    days = Workday.objects.in_full().filter(venue=venue).prefetch_related("themes")
    return {day.pk: (day, in_words(day, day.themes.all()), shown_in_calendars(day)) for day in days}


def _tell(cycle: Cycle, before, after, identity) -> None:
    """A day that now says something else is a new version of itself, in diaries and in the history too."""
    for pk, (day, words, shown) in after.items():
        _, words_before, shown_before = before[pk]
        if words == words_before:
            continue
        day.mark_edited(identity)
        if shown != shown_before:
            day.mark_changed()
        day.save()
        record(
            cycle, day, words_before, words, reason=f"Le lieu « {day.venue} » a été corrigé.", author=identity
        )
    if after:
        bump("cycles", cycle.scope)
