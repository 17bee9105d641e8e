"""A cycle of many days, to be measured: sixty in six phases, in all states, with themes and places."""

import datetime

from django.utils import timezone

from cycle.models import Cycle, Phase, Theme, Venue, Workday

SLUG = "soixante-journees"
DAYS, PHASES, THEMES, VENUES = 60, 6, 18, 4
# Days of this month, so that its calendar has some, and of the year around it.
_EVERY = datetime.timedelta(days=6)


def fill(territory) -> Cycle:
    """Not public: what visitors read stays what it is without this cycle."""
    today = timezone.localdate()
    begins = today - (DAYS // 2) * _EVERY
    per_phase = DAYS // PHASES
    cycle = Cycle.objects.create(
        slug=SLUG, title="Soixante journées", territory=territory, school_zone="C", is_public=False
    )
    phases = Phase.objects.bulk_create(
        Phase(
            cycle=cycle,
            number=number + 1,
            title=f"Une phase de dix journées, la {number + 1}e",
            begins_on=begins + number * per_phase * _EVERY,
            ends_on=begins + (number + 1) * per_phase * _EVERY,
        )
        for number in range(PHASES)
    )
    themes = Theme.objects.bulk_create(
        Theme(
            cycle=cycle,
            phase=phases[number * PHASES // THEMES],
            number=number + 1,
            title=f"Observer, comprendre et partager, thème {number + 1}",
        )
        for number in range(THEMES)
    )
    venues = Venue.objects.bulk_create(
        Venue(cycle=cycle, name=f"Salle des Tilleuls {number + 1}", capacity=40) for number in range(VENUES)
    )
    days = Workday.objects.bulk_create(
        _day(cycle, phases[number // per_phase], number, begins + number * _EVERY, venues)
        for number in range(DAYS)
    )
    Workday.themes.through.objects.bulk_create(
        Workday.themes.through(workday=day, theme=themes[(number * THEMES // DAYS + more) % THEMES])
        for number, day in enumerate(days)
        for more in range(number % 3)
    )
    return cycle


def _day(cycle, phase, number, date, venues) -> Workday:
    day = Workday(cycle=cycle, phase=phase, number=number + 1, title=f"Avancer ensemble, {number + 1}")
    if number % 15 == 14:
        return day
    if number % 15 == 13:
        day.date, day.precision = date.replace(day=1), Workday.Precision.MONTH
        return day
    day.date, day.precision = date, Workday.Precision.MINUTE
    day.starts_at, day.ends_at = datetime.time(9), datetime.time(16, 30)
    day.venue, day.format = venues[number % VENUES], Workday.Format.ON_SITE
    if number < DAYS // 2:
        day.status = Workday.Status.HELD
    elif number % 15 == 7:
        day.status = Workday.Status.CANCELLED
    return day
