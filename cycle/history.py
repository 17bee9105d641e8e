"""What was announced beside what is: an edition of the programme, and each day as it stands, in words."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from support.french import is_plural

from .dates import last_day_of_month
from .editions import DaySaid, PhaseSaid, Programme, programme_said
from .models import Cycle, Phase, ProgrammeChange, ProgrammeEdition, Workday


@dataclass(frozen=True)
class Reason:
    text: str
    at: datetime.datetime


@dataclass
class Row:
    """One day: `announced` is None where it was not, `workday` where it is gone; what differs, and why."""

    number: int
    name: str
    announced: DaySaid | None
    workday: Workday | None
    outcome: str
    differences: list[str]
    reasons: list[Reason]
    # It may still take place; else what is known of it is all that will be, unless the team says more.
    is_to_come: bool = False

    @property
    def is_as_announced(self) -> bool:
        """Nothing differs, of a day that was held or may still be."""
        is_known = self.workday is not None and (self.is_to_come or self.workday.state == "held")
        return is_known and self.announced is not None and not self.differences

    @property
    def is_unknown(self) -> bool:
        """Its time is past, and nobody said whether it was held: of what took place, nothing is claimed."""
        is_planned = self.workday is not None and self.workday.status == Workday.Status.PLANNED
        return is_planned and not self.is_to_come and not self.differences


@dataclass
class Lane:
    """A phase as it is, else as it was announced; `was` says what it was announced as, where that differs."""

    number: int
    colour: int
    title: str
    period: str
    was: str = ""
    rows: list[Row] = field(default_factory=list)


@dataclass
class History:
    """The page of a programme. `edition` is the one shown, None before the first one."""

    cycle: Cycle
    edition: ProgrammeEdition | None
    editions: list[ProgrammeEdition]
    lanes: list[Lane]

    @property
    def rows(self) -> list[Row]:
        return [row for lane in self.lanes for row in lane.rows]

    @property
    def announced(self) -> int:
        return sum(row.announced is not None for row in self.rows)

    @property
    def held(self) -> int:
        """As a source says where days are not known one by one, else as counted."""
        account = getattr(self.cycle, "held_account", None)
        return account.workdays if account else self._in_state("held")

    @property
    def cancelled(self) -> int:
        return self._in_state("cancelled")

    @property
    def added(self) -> int:
        return sum(row.announced is None for row in self.rows)

    @property
    def is_over(self) -> bool:
        """Nothing is to come: what the page shows is what took place."""
        return not any(row.is_to_come for row in self.rows)

    @property
    def has_reasons(self) -> bool:
        return any(row.reasons for row in self.rows)

    def _in_state(self, state: str) -> int:
        return sum(row.workday is not None and row.workday.state == state for row in self.rows)


def history(cycle: Cycle, today: datetime.date, number: str = "") -> History:
    """The edition of that number, the first one where there is none such, beside the cycle on that day.

    Six queries beside the cycle's own, which brings the account of what was held.
    """
    editions = list(ProgrammeEdition.objects.of_cycle(cycle).defer("content"))
    edition = next((one for one in editions if str(one.number) == number), editions[0] if editions else None)
    if edition is None:
        return History(cycle, None, [], [])
    announced = Programme.from_text(edition.content)
    phases = list(Phase.objects.filter(cycle=cycle))
    workdays = list(Workday.objects.in_full().filter(cycle=cycle).prefetch_related("themes"))
    present = programme_said(phases, ((day, day.themes.all()) for day in workdays))
    reasons = _reasons(cycle, edition)
    by_uid = {day.uid: day for day in announced.workdays}
    is_told_as_a_whole = hasattr(cycle, "held_account")
    lanes = _lanes(announced, present)
    for workday, said in zip(workdays, present.workdays, strict=True):
        before = by_uid.pop(said.uid, None)
        differences = _differences(before, said) if before else []
        is_to_come = workday.status == Workday.Status.PLANNED and _last_day(workday) >= today
        outcome = _outcome(before, workday, differences, is_to_come, is_told_as_a_whole)
        told = reasons.get(said.uid, [])
        row = Row(workday.number, workday.name, before, workday, outcome, differences, told, is_to_come)
        lanes[said.phase].rows.append(row)
    for gone in by_uid.values():
        told = reasons.get(gone.uid, [])
        row = Row(gone.number, gone.name, gone, None, "Retirée du programme", [], told)
        lanes[gone.phase].rows.append(row)
    for lane in lanes.values():
        lane.rows.sort(key=lambda row: row.number)
    return History(cycle, edition, editions, [lanes[number] for number in sorted(lanes)])


def _reasons(cycle: Cycle, edition: ProgrammeEdition) -> dict[str, list[Reason]]:
    """What was said for everybody since that edition, the first one first; never by whom."""
    changes = (
        ProgrammeChange.objects.of_cycle(cycle).with_public_reason().filter(at__gte=edition.published_at)
    )
    told: dict[str, list[Reason]] = defaultdict(list)
    for uid, text, at in changes.order_by("at", "pk").values_list("workday_uid", "reason", "at"):
        told[str(uid)].append(Reason(text, at))
    return told


def _lanes(announced: Programme, present: Programme) -> dict[int, Lane]:
    before = {phase.number: phase for phase in announced.phases}
    lanes = {}
    for phase in present.phases:
        was = before.pop(phase.number, None)
        lanes[phase.number] = _lane(phase, _announced_as(was, phase))
    for phase in before.values():
        lanes[phase.number] = _lane(phase, "retirée du programme")
    return lanes


def _lane(phase: PhaseSaid, was: str) -> Lane:
    return Lane(phase.number, Phase(number=phase.number).colour, phase.title, phase.period, was)


def _announced_as(was: PhaseSaid | None, phase: PhaseSaid) -> str:
    if was is None:
        return "ajoutée en cours de route"
    changed = []
    if was.period != phase.period:
        changed.append(was.period)
    if was.title != phase.title:
        changed.append(f"« {was.title} »")
    return f"annoncée : {', '.join(changed)}" if changed else ""


def _outcome(before, workday: Workday, differences, is_to_come, is_told_as_a_whole) -> str:
    """What became of the day, in a few words."""
    if workday.status == Workday.Status.CANCELLED:
        return "Annulée" if before else "Ajoutée en cours de route, puis annulée"
    if workday.status == Workday.Status.HELD:
        return (
            ("Tenue" if differences else "Tenue comme annoncé")
            if before
            else "Ajoutée en cours de route, tenue"
        )
    if not is_to_come:
        if is_told_as_a_whole:
            return "Ce qu’il en a été n’est pas connu jour par jour"
        return "Sa date est passée ; la suite n’est pas encore dite"
    if before is None:
        return "Ajoutée en cours de route"
    return "Prévue, avec des changements" if differences else "Prévue comme annoncé"


def _last_day(workday: Workday) -> datetime.date:
    """The last day on which it could be held, as far as its date is known."""
    if workday.date is None:
        return workday.phase.ends_on
    return last_day_of_month(workday.date) if workday.precision == Workday.Precision.MONTH else workday.date


def _differences(before: DaySaid, now: DaySaid) -> list[str]:
    """Each thing that is no longer as announced, as a sentence; the date first."""
    told = [
        _date(before, now),
        _field("Heures", "précisées", "changées", "retirées", before.hours, now.hours),
        _field("Forme", "précisée", "changée", "retirée", before.format, now.format),
        _field("Lieu", "précisé", "changé", "retiré", before.place, now.place),
        _field("Titre", "donné", "changé", "retiré", before.title, now.title),
        f"Passée de la phase {before.phase} à la phase {now.phase}." if before.phase != now.phase else "",
        _themes("ajouté", [theme for theme in now.themes if theme not in before.themes]),
        _themes("retiré", [theme for theme in before.themes if theme not in now.themes]),
        "Annulée dans cette édition, rétablie depuis."
        if before.is_cancelled and not now.is_cancelled
        else "",
    ]
    return [sentence for sentence in told if sentence]


def _date(before: DaySaid, now: DaySaid) -> str:
    if before.date == now.date and before.has_day == now.has_day:
        return ""
    if before.has_day and now.has_day:
        return f"Déplacée du {before.date} au {now.date}."
    if now.has_day:
        return f"Fixée au {now.date} ; elle était annoncée pour {before.date}."
    if before.has_day:
        return f"Sans jour fixé à présent : {now.date} ; elle était annoncée le {before.date}."
    return f"Annoncée pour {before.date}, à présent pour {now.date}."


def _field(name: str, given: str, changed: str, taken: str, before: str, now: str) -> str:
    if before == now:
        return ""
    if not before:
        return f"{name} {given} : {now}."
    if not now:
        return f"{name} {taken} : {before}."
    return f"{name} {changed} : de « {before} » à « {now} »."


def _themes(word: str, themes: list[str]) -> str:
    if not themes:
        return ""
    s = "s" if is_plural(len(themes)) else ""
    return f"Thème{s} {word}{s} : {' ; '.join(themes)}."
