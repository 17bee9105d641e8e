"""What a file would overwrite without having known it: words of the team, written in the browser."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils import timezone

from support.french import french_date
from support.toml import Problem

from ..models import Cycle, Workday
from .content import CycleContent
from .gathering import venue_content, venues_of, workday_content


def lost_to(content: CycleContent, cycle: Cycle) -> Iterator[Problem]:
    """What the team wrote and this content does not say, unless it was made out of just that version."""
    said = {day.number: (phase.number, day) for phase in content.phases for day in phase.workdays}
    written = Workday.objects.filter(cycle=cycle, edited_by__isnull=False)
    for row in written.select_related("phase", "venue").prefetch_related("themes"):
        phase, day = said.get(row.number, (0, None))
        if day is not None and day.video_link is None:
            day = replace(day, video_link=row.video_link)
        if not _keeps(day, workday_content(row), is_moved=phase != row.phase.number):
            yield _problem(f"journée {row.number}", "changée", row.edited_at)
    venues = {venue.name: venue for venue in content.venues}
    for row in venues_of(cycle).filter(edited_by__isnull=False):
        if not _keeps(venues.get(row.name), venue_content(row)):
            yield _problem(f"lieu « {row.name} »", "changé", row.edited_at)


def _keeps(said, present, *, is_moved=False) -> bool:
    if said is None:
        return False
    says_it = not is_moved and replace(said, version=None) == replace(present, version=None)
    return says_it or said.version == present.version


def _problem(what: str, changed: str, at) -> Problem:
    reason = (
        f"{changed} dans le portail le {french_date(timezone.localtime(at))} : le fichier l’écraserait. "
        "Corrigez plutôt celui que dump_cycle écrit à présent, ou chargez avec --force."
    )
    return Problem(what, reason)
