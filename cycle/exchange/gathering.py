"""From the database to a content: a cycle as it stands."""

from ..models import AgendaItem, Cycle, HeldAccount, Venue, Workday
from .content import (
    AgendaItemContent,
    ContactContent,
    CycleContent,
    HeldContent,
    PartnerContent,
    PhaseContent,
    ReferenceContent,
    ThemeContent,
    VenueContent,
    WorkdayContent,
)

AGENDA = "agenda_items__theme"


def gather(cycle: Cycle) -> CycleContent:
    """The content of a cycle as it stands, private parts included."""
    phases = []
    themes = list(cycle.themes.all())
    workdays = list(cycle.workdays.select_related("venue").prefetch_related("themes", AGENDA))
    for phase in cycle.phases.all():
        phases.append(
            PhaseContent(
                number=phase.number,
                title=phase.title,
                begins=phase.begins_on,
                ends=phase.ends_on,
                themes=tuple(
                    ThemeContent(number=theme.number, title=theme.title)
                    for theme in themes
                    if theme.phase_id == phase.pk
                ),
                workdays=tuple(workday_content(day) for day in workdays if day.phase_id == phase.pk),
            )
        )
    account = HeldAccount.objects.filter(cycle=cycle).select_related("source").first()
    return CycleContent(
        slug=cycle.slug,
        title=cycle.title,
        territory=(cycle.territory.kind, cycle.territory.code),
        tagline=cycle.tagline,
        context=cycle.context,
        public=cycle.is_public,
        fictional=cycle.is_fictional,
        charter_note=cycle.charter_note,
        licence=cycle.licence,
        licence_url=cycle.licence_url,
        source_note=cycle.source_note,
        service_email=cycle.service_email,
        school_zone=cycle.school_zone,
        objectives=tuple(cycle.objectives.values_list("text", flat=True)),
        held=_held_content(account) if account else None,
        phases=tuple(phases),
        venues=tuple(map(venue_content, sorted(venues_of(cycle), key=lambda venue: venue.name))),
        contacts=tuple(_same_names(ContactContent, row) for row in cycle.contacts.all()),
        partners=tuple(_same_names(PartnerContent, row) for row in cycle.partners.all()),
        references=tuple(_same_names(ReferenceContent, row) for row in cycle.references.all()),
    )


def _same_names(kind, row):
    return kind(**{name: getattr(row, name) for name in kind.__dataclass_fields__})


def _held_content(account: HeldAccount) -> HeldContent:
    return HeldContent(
        workdays=account.workdays,
        begins=account.begins,
        ends=account.ends,
        source=account.source.key,
        note=account.note,
    )


def venues_of(cycle: Cycle):
    """The places of a cycle, as a file says them."""
    return Venue.objects.filter(cycle=cycle).select_related("commune")


def venue_content(venue: Venue) -> VenueContent:
    return VenueContent(
        name=venue.name,
        address=venue.address,
        commune=venue.commune.code if venue.commune else "",
        access=venue.access,
        capacity=venue.capacity,
        version=venue.version if venue.edited_by_id else None,
    )


def agenda_item_content(item: AgendaItem) -> AgendaItemContent:
    return AgendaItemContent(
        minutes=item.minutes,
        title=item.title,
        intention=item.intention,
        method=item.method,
        material=item.material,
        lead=item.lead,
        theme=item.theme.number if item.theme else None,
        public=item.is_public,
    )


def workday_content(workday: Workday) -> WorkdayContent:
    """Fetch its themes and its AGENDA beforehand."""
    return WorkdayContent(
        number=workday.number,
        title=workday.title,
        themes=tuple(sorted(theme.number for theme in workday.themes.all())),
        announced=workday.is_announced,
        status=workday.status,
        precision=workday.precision,
        date=workday.date,
        starts=workday.starts_at,
        ends=workday.ends_at,
        format=workday.format,
        venue=workday.venue.name if workday.venue else "",
        place=workday.place,
        capacity=workday.capacity,
        description=workday.description,
        people=workday.people,
        organisations=workday.organisations,
        video_link=workday.video_link,
        version=workday.version if workday.edited_by_id else None,
        agenda_version=workday.agenda_version if workday.agenda_edited_by_id else None,
        agenda=tuple(map(agenda_item_content, workday.agenda_items.all())),
    )
