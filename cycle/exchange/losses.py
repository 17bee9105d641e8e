"""What a file would overwrite without having known it: words of the team, written in the browser."""

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Q
from django.utils import timezone

from support.french import french_date
from support.toml import Problem

from ..models import Cycle, Workday
from .content import CycleContent, WorkdayContent
from .gathering import AGENDA, venue_content, venues_of, workday_content


def lost_to(content: CycleContent, cycle: Cycle) -> Iterator[Problem]:
    """What the team wrote and this content does not say, unless it was made out of just that version."""
    said = {day.number: (phase.number, day) for phase in content.phases for day in phase.workdays}
    themes = {theme.number for phase in content.phases for theme in phase.themes}
    written = Workday.objects.filter(Q(edited_by__isnull=False) | Q(agenda_edited_by__isnull=False))
    of_cycle = written.filter(cycle=cycle).select_related("phase", "venue")
    for row in of_cycle.prefetch_related("themes", AGENDA):
        phase, day = said.get(row.number, (0, None))
        present = workday_content(row)
        if day is not None and day.video_link is None:
            day = replace(day, video_link=row.video_link)
        is_moved = phase != row.phase.number
        if row.edited_by_id and not _keeps(_alone(day), _alone(present), is_moved=is_moved):
            yield _problem(f"journée {row.number}", "changée", row.edited_at)
        if row.agenda_edited_by_id and not _keeps_agenda(day, present, themes):
            yield _problem(f"déroulé de la journée {row.number}", "changé", row.agenda_edited_at)
    venues = {venue.name: venue for venue in content.venues}
    for row in venues_of(cycle).filter(edited_by__isnull=False):
        if not _keeps(venues.get(row.name), venue_content(row)):
            yield _problem(f"lieu « {row.name} »", "changé", row.edited_at)


def _alone(day: WorkdayContent | None) -> WorkdayContent | None:
    """The day without its run, which somebody else may be writing."""
    return None if day is None else replace(day, agenda=None, agenda_version=None)


def _keeps_agenda(said: WorkdayContent | None, present: WorkdayContent, themes: set[int]) -> bool:
    """A day that says nothing of its run keeps it, if its themes stay; one that is gone does not."""
    if said is None:
        return False
    if said.agenda is None:
        return {item.theme for item in present.agenda or () if item.theme} <= themes
    return said.agenda == present.agenda or said.agenda_version == present.agenda_version


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
