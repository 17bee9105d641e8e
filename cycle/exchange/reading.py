"""From the text of a file to its content, or to the list of everything that is wrong in it."""

import datetime

from mapping.models import Territory
from support.toml import Problem, Refused, parse

from ..models import (
    AgendaItem,
    Contact,
    Cycle,
    HeldAccount,
    Objective,
    Partner,
    Phase,
    Reference,
    Theme,
    Venue,
    Workday,
)
from ..models.agenda import ITEMS_A_DAY, LONGEST
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
from .tables import Table


def read(text: str) -> CycleContent:
    """The content of a cycle file; Refused, with every problem found, when any part of it is wrong."""
    problems: list[Problem] = []
    content = _Reader(problems).cycle(Table(parse(text), "", problems))
    if problems:
        raise Refused(problems)
    return content


class _Reader:
    """Reads the tables and remembers what one table says of another, to be checked once all are read."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        self.places: dict[tuple[str, int | str], str] = {}
        self.cited: list[tuple[Table, str, str]] = []
        self.taken_up: list[tuple[Table, tuple[int, ...]]] = []
        self.worked_on: list[tuple[Table, int]] = []
        self.met_at: list[tuple[Table, str]] = []

    def cycle(self, table: Table) -> CycleContent:
        content = CycleContent(
            slug=table.line("slug", required=True),
            title=table.line("title", required=True),
            tagline=table.line("tagline"),
            public=table.flag("public", default=False),
            fictional=table.flag("fictional", default=False),
            anchor=table.day("anchor"),
            context=table.prose("context"),
            charter_note=table.prose("charter_note"),
            source_note=table.prose("source_note"),
            licence=table.line("licence"),
            licence_url=table.line("licence_url"),
            service_email=table.private_line("service_email"),
            school_zone=table.choice("school_zone", Cycle.SchoolZone.values, default=""),
            objectives=table.proses("objectives"),
            territory=_territory(table.table("territory", required=True)),
            held=self.held(table.table("held")),
            phases=_by_number(map(self.phase, table.tables("phases"))),
            venues=tuple(sorted(map(self.venue, table.tables("venues")), key=lambda venue: venue.name)),
            contacts=tuple(map(_contact, table.tables("contacts"))),
            partners=tuple(map(_partner, table.tables("partners"))),
            references=tuple(map(self.reference, table.tables("references"))),
        )
        if content.anchor is not None and content.anchor.weekday() != 0:
            table.refuse("anchor", "l’ancre est un lundi.")
        if content.licence_url and not content.licence:
            table.refuse("licence", "nommez la licence dont vous donnez l’adresse.")
        names = (
            "slug",
            "title",
            "tagline",
            "context",
            "charter_note",
            "source_note",
            "licence",
            "licence_url",
        )
        values = {name: (name, getattr(content, name)) for name in names}
        values["service_email"] = ("service_email", content.service_email or "")
        table.fits(Cycle, values)
        for position, text in enumerate(content.objectives, start=1):
            table.fits(Objective, {"text": (f"objectives[{position}]", text)})
        table.finish()
        self.resolve()
        return content

    def held(self, table: Table | None) -> HeldContent | None:
        if table is None:
            return None
        content = HeldContent(
            workdays=table.number("workdays"),
            begins=table.partial_date("begins", required=True),
            ends=table.partial_date("ends", required=True),
            source=table.line("source", required=True),
            note=table.prose("note"),
        )
        if content.begins and content.ends and content.ends < content.begins:
            table.refuse("ends", "la fin vient après le début.")
        table.fits(HeldAccount, {name: (name, getattr(content, name)) for name in ("begins", "ends", "note")})
        self.cited.append((table, "source", content.source))
        table.finish()
        return content

    def phase(self, table: Table) -> PhaseContent:
        content = PhaseContent(
            number=self.rank(table, "phase"),
            title=table.line("title", required=True),
            begins=table.day("begins", required=True) or datetime.date.min,
            ends=table.day("ends", required=True) or datetime.date.max,
            themes=_by_number(map(self.theme, table.tables("themes"))),
            workdays=_by_number(map(self.workday, table.tables("workdays"))),
        )
        if content.ends < content.begins:
            table.refuse("ends", "la fin de la phase vient après son début.")
        table.fits(Phase, {"title": ("title", content.title)})
        table.finish()
        return content

    def theme(self, table: Table) -> ThemeContent:
        content = ThemeContent(number=self.rank(table, "thème"), title=table.line("title", required=True))
        table.fits(Theme, {"title": ("title", content.title)})
        table.finish()
        return content

    def workday(self, table: Table) -> WorkdayContent:
        number = self.rank(table, "journée")
        precision, date = _date(table)
        starts, ends = table.hour("starts"), table.hour("ends")
        if "starts" in table or "ends" in table:
            if precision != "day":
                table.refuse("starts", "des heures demandent un jour : donnez « date ».")
            elif "starts" not in table or "ends" not in table:
                missing = "ends" if "starts" in table else "starts"
                table.refuse(missing, "donnez le début et la fin, ou aucun des deux.")
            elif starts is not None and ends is not None and ends <= starts:
                table.refuse("ends", "la fin vient après le début.")
            precision = "minute"
        content = WorkdayContent(
            number=number,
            title=table.line("title"),
            themes=table.numbers("themes"),
            announced=table.flag("announced", default=True),
            status=table.choice("status", Workday.Status.values, default="planned"),
            precision=precision,
            date=date,
            starts=starts,
            ends=ends,
            format=table.choice("format", Workday.Format.values, default=""),
            venue=table.line("venue"),
            place=table.line("place"),
            capacity=table.count("capacity", least=1),
            description=table.prose("description"),
            people=table.count("people"),
            organisations=table.count("organisations"),
            video_link=table.private_line("video_link"),
            version=table.count("version", least=1),
            agenda_version=table.count("agenda_version", least=1),
            agenda=self.agenda(table),
        )
        values = {name: (name, getattr(content, name)) for name in ("title", "place", "description")}
        values["video_link"] = ("video_link", content.video_link or "")
        table.fits(Workday, values)
        for key in ("people", "organisations"):
            if getattr(content, key) is not None and content.status != Workday.Status.HELD:
                table.refuse(key, 'des présences se comptent quand la journée est tenue (status = "held").')
        self.taken_up.append((table, content.themes))
        self.met_at.append((table, content.venue))
        table.finish()
        return content

    def agenda(self, table: Table) -> tuple[AgendaItemContent, ...] | None:
        """None where the file says nothing of it; an empty list says that there is none."""
        if "agenda" not in table:
            return table.take("agenda", list)
        items = tuple(map(self.agenda_item, table.tables("agenda")))
        if len(items) > ITEMS_A_DAY:
            table.refuse("agenda", f"une journée compte au plus {ITEMS_A_DAY} séquences.")
        return items

    def agenda_item(self, table: Table) -> AgendaItemContent:
        minutes = table.take("minutes", int, required=True)
        if minutes is not None and not 1 <= minutes <= LONGEST:
            table.refuse("minutes", f"il faut un nombre de 1 à {LONGEST}.")
        content = AgendaItemContent(
            minutes=minutes or 1,
            title=table.line("title", required=True),
            intention=table.prose("intention"),
            method=table.choice("method", AgendaItem.Method.values, default=""),
            material=table.prose("material"),
            lead=table.line("lead"),
            theme=table.number("theme") if "theme" in table else table.take("theme", int),
            public=table.flag("public", default=True),
        )
        names = ("title", "intention", "material", "lead")
        table.fits(AgendaItem, {name: (name, getattr(content, name)) for name in names})
        if content.theme:
            self.worked_on.append((table, content.theme))
        table.finish()
        return content

    def venue(self, table: Table) -> VenueContent:
        content = VenueContent(
            name=table.line("name", required=True),
            address=table.line("address"),
            commune=table.line("commune"),
            access=table.prose("access"),
            capacity=table.count("capacity", least=1),
            version=table.count("version", least=1),
        )
        table.fits(Venue, {name: (name, getattr(content, name)) for name in ("name", "address", "access")})
        self.once(table, "name", "lieu", content.name)
        table.finish()
        return content

    def reference(self, table: Table) -> ReferenceContent:
        content = ReferenceContent(
            key=table.line("key", required=True),
            title=table.line("title", required=True),
            author=table.line("author", required=True),
            reviewer=table.line("reviewer"),
            published=table.partial_date("published"),
            url=table.line("url"),
            licence=table.line("licence"),
            licence_url=table.line("licence_url"),
        )
        if content.licence_url and not content.licence:
            table.refuse("licence", "nommez la licence dont vous donnez l’adresse.")
        table.fits(Reference, {name: (name, value) for name, value in vars(content).items()})
        self.once(table, "key", "référence", content.key)
        table.finish()
        return content

    def rank(self, table: Table, kind: str) -> int:
        number = table.number("number")
        self.once(table, "number", kind, number)
        return number

    def once(self, table: Table, key: str, kind: str, value: int | str) -> None:
        """Refuse a number or a key that another of this kind already has."""
        if not value:
            return
        first = self.places.setdefault((kind, value), table.where(key))
        if first != table.where(key):
            table.refuse(key, f"{kind} : « {value} » est déjà pris par {first}.")

    def resolve(self) -> None:
        """Refuse what names a theme, a place or a reference that the file does not give."""
        for table, name in self.met_at:
            if name and ("lieu", name) not in self.places:
                table.refuse("venue", f"aucun lieu ne s’appelle « {name} » dans « venues ».")
        for table, numbers in self.taken_up:
            for number in numbers:
                if ("thème", number) not in self.places:
                    table.refuse("themes", f"aucun thème ne porte le numéro {number}.")
        for table, number in self.worked_on:
            if ("thème", number) not in self.places:
                table.refuse("theme", f"aucun thème ne porte le numéro {number}.")
        for table, key, value in self.cited:
            if value and ("référence", value) not in self.places:
                table.refuse(key, f"aucune référence n’a la clé « {value} ».")


def _by_number(contents):
    return tuple(sorted(contents, key=lambda content: content.number))


def _territory(table: Table | None) -> tuple[str, str]:
    if table is None:
        return "", ""
    kind = table.choice("kind", Territory.Kind.values)
    code = table.line("code", required=True)
    table.finish()
    return kind, code


def _date(table: Table) -> tuple[str, datetime.date | None]:
    """Precision and date: nothing, a month between quotes, or a day without them."""
    value = table.take("date", str, datetime.date)
    precision = "day"
    if isinstance(value, str):
        precision = "month"
        try:
            value = datetime.datetime.strptime(value, "%Y-%m").date()  # noqa: DTZ007, a month
        except ValueError:
            value = None
            table.refuse("date", 'un mois s’écrit "2021-03", un jour 2021-03-16 sans guillemets.')
    if value is None or not table.in_known_years("date", value):
        return "period", None
    return precision, value


def _contact(table: Table) -> ContactContent:
    content = ContactContent(
        organisation=table.line("organisation", required=True),
        former_name=table.line("former_name"),
        address=table.line("address"),
        website=table.line("website"),
    )
    table.fits(Contact, {name: (name, value) for name, value in vars(content).items()})
    table.finish()
    return content


def _partner(table: Table) -> PartnerContent:
    content = PartnerContent(
        name=table.line("name", required=True),
        role=table.choice("role", Partner.Role.values),
        note=table.line("note"),
        website=table.line("website"),
    )
    table.fits(Partner, {name: (name, value) for name, value in vars(content).items()})
    table.finish()
    return content
