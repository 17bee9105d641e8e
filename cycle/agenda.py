"""The run of a workday (déroulé) as plain data: for its pages, and for whatever prints or sends it."""

from dataclasses import dataclass

from support.french import french_duration

from .models import AgendaItem, Workday

_A_DAY = 24 * 60


@dataclass(frozen=True)
class Sequence:
    """One item, in words. `offset` is how many minutes after the beginning of the day it starts."""

    pk: int
    rank: int
    title: str
    offset: int
    starts: str  # "9 h 30", or "+ 0 h 30" where the hours of the day are not known
    minutes: int
    duration: str
    intention: str
    method: str
    material: str
    lead: str
    theme: str
    is_public: bool


@dataclass(frozen=True)
class Agenda:
    """All sequences of a day in order; `available` is how many minutes the day lasts, where it is known."""

    sequences: tuple[Sequence, ...]
    minutes: int
    available: int | None

    @property
    def public(self) -> tuple[Sequence, ...]:
        """Those that the page of the day shows, in their own time: what the team keeps leaves a gap."""
        return tuple(sequence for sequence in self.sequences if sequence.is_public)

    @property
    def exceeds(self) -> bool:
        return self.available is not None and self.minutes > self.available

    @property
    def balance(self) -> str:
        """ "6 h 30 sur 7 h 30 : il reste 1 h": the total against the hours of the day."""
        total = french_duration(self.minutes)
        if self.available is None:
            return f"{total} en tout ; les heures de la journée ne sont pas encore données"
        left = self.available - self.minutes
        against = f"{total} sur {french_duration(self.available)}"
        if left < 0:
            return f"{against} : dépasse de {french_duration(-left)}"
        return f"{against} : il reste {french_duration(left)}" if left else f"{against} : le compte y est"


def agenda_of(workday: Workday) -> Agenda:
    """The run of this day, in one query."""
    begins = _since_midnight(workday.starts_at)
    ends = _since_midnight(workday.ends_at)
    sequences, offset = [], 0
    for item in AgendaItem.objects.filter(workday=workday).select_related("theme"):
        sequences.append(
            Sequence(
                pk=item.pk,
                rank=item.rank,
                title=item.title,
                offset=offset,
                starts=_starts(begins, offset),
                minutes=item.minutes,
                duration=french_duration(item.minutes),
                intention=item.intention,
                method=item.get_method_display() if item.method else "",
                material=item.material,
                lead=item.lead,
                theme=item.theme.title if item.theme else "",
                is_public=item.is_public,
            )
        )
        offset += item.minutes
    available = ends - begins if begins is not None and ends is not None else None
    return Agenda(tuple(sequences), offset, available)


def _since_midnight(time) -> int | None:
    return None if time is None else time.hour * 60 + time.minute


def _starts(begins: int | None, offset: int) -> str:
    if begins is None:
        hours, minutes = divmod(offset, 60)
        return f"+\u00a0{hours}\u00a0h\u00a0{minutes:02}"
    # As a clock shows it, "9 h 00": a column of them reads better so.
    hours, minutes = divmod((begins + offset) % _A_DAY, 60)
    told = f"{hours}\u00a0h\u00a0{minutes:02}"
    return told if begins + offset < _A_DAY else f"{told}, un autre jour"
