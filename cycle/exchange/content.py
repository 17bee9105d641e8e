"""What a cycle file says, once read: plain values in one order, so that two contents compare with ==."""

import datetime
from dataclasses import dataclass, replace

WEEK = datetime.timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True)
class ThemeContent:
    number: int
    title: str


@dataclass(frozen=True, kw_only=True)
class AgendaItemContent:
    """`theme` is a theme's number."""

    minutes: int
    title: str
    intention: str = ""
    method: str = ""
    material: str = ""
    lead: str = ""
    theme: int | None = None
    public: bool = True


@dataclass(frozen=True, kw_only=True)
class WorkdayContent:
    """`video_link` and `agenda` are None where the file says nothing of them: what the portal knows stays.

    `version` is that of a day that somebody wrote in the portal, when the file was made out of it;
    `agenda_version` the same of its run.
    """

    number: int
    title: str = ""
    themes: tuple[int, ...] = ()
    announced: bool = True
    status: str = "planned"
    precision: str = "period"
    date: datetime.date | None = None
    starts: datetime.time | None = None
    ends: datetime.time | None = None
    format: str = ""
    venue: str = ""  # its name
    place: str = ""
    capacity: int | None = None
    description: str = ""
    people: int | None = None
    organisations: int | None = None
    video_link: str | None = None
    version: int | None = None
    agenda_version: int | None = None
    agenda: tuple[AgendaItemContent, ...] | None = None

    def without_private(self) -> "WorkdayContent":
        return replace(self, video_link=None, agenda=None, agenda_version=None)


@dataclass(frozen=True, kw_only=True)
class VenueContent:
    """`version` as that of a workday."""

    name: str
    address: str = ""
    commune: str = ""  # its INSEE code
    access: str = ""
    capacity: int | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class PhaseContent:
    number: int
    title: str
    begins: datetime.date
    ends: datetime.date
    themes: tuple[ThemeContent, ...] = ()
    workdays: tuple[WorkdayContent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ContactContent:
    organisation: str
    former_name: str = ""
    address: str = ""
    website: str = ""


@dataclass(frozen=True, kw_only=True)
class PartnerContent:
    name: str
    role: str
    note: str = ""
    website: str = ""


@dataclass(frozen=True, kw_only=True)
class ReferenceContent:
    key: str
    title: str
    author: str
    reviewer: str = ""
    published: str = ""
    url: str = ""
    licence: str = ""
    licence_url: str = ""


@dataclass(frozen=True, kw_only=True)
class HeldContent:
    workdays: int
    begins: str
    ends: str
    source: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CycleContent:
    """`service_email` is None where the file says nothing of it, as `video_link` of a workday.

    With an `anchor`, all dates are relative: they stand as if the cycle had been loaded in the anchor's week.
    """

    slug: str
    title: str
    territory: tuple[str, str]  # kind, code
    tagline: str = ""
    context: str = ""
    public: bool = False
    fictional: bool = False
    charter_note: str = ""
    licence: str = ""
    licence_url: str = ""
    source_note: str = ""
    service_email: str | None = None
    school_zone: str = ""
    anchor: datetime.date | None = None
    objectives: tuple[str, ...] = ()
    held: HeldContent | None = None
    phases: tuple[PhaseContent, ...] = ()
    venues: tuple[VenueContent, ...] = ()
    contacts: tuple[ContactContent, ...] = ()
    partners: tuple[PartnerContent, ...] = ()
    references: tuple[ReferenceContent, ...] = ()

    def anchored(self, monday: datetime.date) -> "CycleContent":
        """The same with absolute dates, its anchor fallen on this Monday.

        Days and hours move by whole weeks, so that a Thursday stays one. A month, and a phase of whole
        months, move to the nearest month.
        """
        if self.anchor is None:
            return self
        by = monday - self.anchor
        return replace(self, anchor=None, phases=tuple(_moved_phase(phase, by) for phase in self.phases))

    def without_private(self) -> "CycleContent":
        """The same without what only the team may know: its address, links of video calls, how days run."""
        phases = tuple(
            replace(phase, workdays=tuple(workday.without_private() for workday in phase.workdays))
            for phase in self.phases
        )
        return replace(self, service_email=None, phases=phases)


def monday_of(day: datetime.date) -> datetime.date:
    """The Monday of that day's week."""
    return day - datetime.timedelta(days=day.weekday())


def _moved_phase(phase: PhaseContent, by: datetime.timedelta) -> PhaseContent:
    day = datetime.timedelta(days=1)
    whole_months = phase.begins.day == 1 and (phase.ends + day).day == 1
    return replace(
        phase,
        begins=_nearest_month(phase.begins + by) if whole_months else phase.begins + by,
        ends=_nearest_month(phase.ends + day + by) - day if whole_months else phase.ends + by,
        workdays=tuple(_moved_workday(workday, by) for workday in phase.workdays),
    )


def _moved_workday(workday: WorkdayContent, by: datetime.timedelta) -> WorkdayContent:
    if workday.date is None:
        return workday
    moved = workday.date + by
    return replace(workday, date=_nearest_month(moved) if workday.precision == "month" else moved)


def _nearest_month(day: datetime.date) -> datetime.date:
    """The first of a month that is nearest to this day."""
    return (day + 2 * WEEK).replace(day=1)
