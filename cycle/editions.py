"""A programme in words, as everybody reads it: what an edition keeps, what a later one is compared with.

Only what is public is in it: the link of a videoconference never is.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

import rfc8785

from support.fields import normalise_lines

from .models import Cycle, Phase, ProgrammeEdition, Workday

# Raised when the content means something else, so that old editions can still be told apart.
FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class PhaseSaid:
    number: int
    title: str
    period: str


@dataclass(frozen=True, kw_only=True)
class DaySaid:
    """A day as it was said: every field in the words of that moment, "" where nothing was said."""

    uid: str
    number: int
    phase: int
    title: str
    precision: str
    date: str
    hours: str
    place: str
    format: str
    themes: tuple[str, ...]
    is_cancelled: bool

    @property
    def name(self) -> str:
        return self.title or f"Journée {self.number}"

    @property
    def has_day(self) -> bool:
        return self.precision in (Workday.Precision.DAY, Workday.Precision.MINUTE)


@dataclass(frozen=True, kw_only=True)
class Programme:
    phases: tuple[PhaseSaid, ...]
    workdays: tuple[DaySaid, ...]

    def as_text(self) -> str:
        """Canonical JSON: the same programme is always the same text, on every database."""
        return rfc8785.dumps({"format": FORMAT, **asdict(self)}).decode()

    @classmethod
    def from_text(cls, text: str) -> "Programme":
        said = json.loads(text)
        return cls(
            phases=tuple(PhaseSaid(**phase) for phase in said["phases"]),
            workdays=tuple(DaySaid(**{**day, "themes": tuple(day["themes"])}) for day in said["workdays"]),
        )


def programme_of(cycle: Cycle) -> Programme:
    """The programme as it stands, in three queries."""
    phases = Phase.objects.filter(cycle=cycle)
    workdays = Workday.objects.in_full().filter(cycle=cycle).prefetch_related("themes")
    return programme_said(phases, ((day, day.themes.all()) for day in workdays))


def programme_said(phases: Iterable[Phase], workdays: Iterable[tuple[Workday, Iterable]]) -> Programme:
    """The same of rows at hand, each day with its themes."""
    return Programme(
        phases=tuple(
            PhaseSaid(number=phase.number, title=_text(phase.title), period=phase.period) for phase in phases
        ),
        workdays=tuple(_day_said(workday, themes) for workday, themes in workdays),
    )


def is_due(last: ProgrammeEdition | None, present: Programme) -> bool:
    """Whether publishing now would make an edition: the programme is not what `last`, the last one, says."""
    return last is None or last.content != present.as_text()


def add_edition(cycle: Cycle) -> ProgrammeEdition | None:
    """The next edition of this cycle, locked beforehand; None when it would say what the last one says."""
    programme = programme_of(cycle)
    last = ProgrammeEdition.objects.of_cycle(cycle).last()
    if last is not None and last.content == programme.as_text():
        return None
    return ProgrammeEdition.objects.create(
        cycle_key=cycle.pk, number=last.number + 1 if last else 1, content=programme.as_text()
    )


def add_first_edition_of_file(cycle: Cycle) -> None:
    """The first edition of a cycle that a file brings, locked beforehand; nothing where there is one.

    A file that already tells what became of its days is not what was announced: the edition is then made out
    of the days that it says were announced, and says so.
    """
    if ProgrammeEdition.objects.of_cycle(cycle).exists():
        return
    days = Workday.objects.filter(cycle=cycle)
    announced = {str(day.uid) for day in days if day.is_announced}
    is_as_announced = len(announced) == len(days) and all(
        day.status == Workday.Status.PLANNED for day in days
    )
    programme = programme_of(cycle)
    if not is_as_announced:
        said = tuple(replace(day, is_cancelled=False) for day in programme.workdays if day.uid in announced)
        programme = replace(programme, workdays=said)
    ProgrammeEdition.objects.create(
        cycle_key=cycle.pk, number=1, content=programme.as_text(), is_reconstructed=not is_as_announced
    )


def _day_said(workday: Workday, themes: Iterable) -> DaySaid:
    return DaySaid(
        uid=str(workday.uid),
        number=workday.number,
        phase=workday.phase.number,
        title=_text(workday.title),
        precision=workday.precision,
        date=workday.when,
        hours=workday.hours,
        place=_text(workday.where),
        format=workday.get_format_display() if workday.format else "",
        themes=tuple(
            f"{theme.number}. {_text(theme.title)}" for theme in sorted(themes, key=lambda one: one.number)
        ),
        is_cancelled=workday.status == Workday.Status.CANCELLED,
    )


def _text(text: str) -> str:
    return normalise_lines(text)
