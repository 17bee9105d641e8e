"""From a content to the database, row by row, without touching what is already so."""

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, ProtectedError, RestrictedError
from django.utils import timezone

from mapping.models import Territory
from support.public_pages import bump
from support.toml import Problem, Refused

from ..calendar import shown_in_calendars
from ..changes import Words, in_words, record
from ..editions import add_first_edition_of_file
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
from .content import AgendaItemContent, CycleContent, WorkdayContent, monday_of
from .gathering import venues_of
from .losses import lost_to


@dataclass
class Outcome:
    """What a load did: rows added, changed and removed."""

    cycle: Cycle
    created: bool
    counts: Counter = field(default_factory=Counter)

    @property
    def unchanged(self):
        return not (self.created or self.counts.total())


def store(content: CycleContent, *, today: datetime.date | None = None, force: bool = False) -> Outcome:
    """Bring the cycle of that slug to this content, in one transaction.

    A public cycle has a published programme: its first load as such makes its first edition, and from there
    on changes are kept.

    A second time, nothing is written. Rows keep their identity by their number or key, and workdays their
    identifier in diaries; their sequence rises where a diary would show something else. What the content no
    longer names is removed. Raises Refused, and changes nothing, when the territory is unknown, when a row is
    refused by its model, when something else still relies on a row to be removed, or when a workday would
    lose what somebody wrote of it in the browser since the last load, unless by `force`.

    `today` (in Paris) decides where relative dates fall, the first time; later loads keep to it.
    """
    kind, code = content.territory
    territory = Territory.objects.filter(kind=kind, code=code).first()
    if territory is None:
        reason = f"aucun territoire de nature « {kind} » et de code « {code} » ; load_territories les charge."
        raise Refused([Problem("territory", reason)])
    with transaction.atomic():
        # The row first: of two loads at once, one waits here and then finds everything done.
        cycle, created = Cycle.objects.select_for_update().get_or_create(
            slug=content.slug, defaults={"title": content.title, "territory": territory}
        )
        anchored_on = cycle.anchored_on
        if content.anchor is not None:
            anchored_on = anchored_on or monday_of(today or timezone.localdate())
            content = content.anchored(anchored_on)
        if not force and (lost := list(lost_to(content, cycle))):
            raise Refused(lost)
        writer = _Writer()
        writer.cycle(cycle, content, territory=territory, anchored_on=anchored_on)
        outcome = Outcome(cycle, created=created, counts=writer.counts)
        if not outcome.unchanged:
            # What was taken up elsewhere names this cycle on its page.
            bump("cycles", cycle.scope, *(rollout.scope for rollout in cycle.rollouts.all()))
    return outcome


class _Writer:
    """Writes rows that differ, and counts them."""

    def __init__(self):
        self.counts: Counter = Counter()

    def cycle(self, cycle: Cycle, content: CycleContent, *, territory, anchored_on) -> None:
        before, told = _shown(cycle), _told(cycle)
        was_published = cycle.programme_published_at is not None
        values = {
            "title": content.title,
            "territory": territory,
            "tagline": content.tagline,
            "context": content.context,
            "is_public": content.public,
            "is_fictional": content.fictional,
            "charter_note": content.charter_note,
            "licence": content.licence,
            "licence_url": content.licence_url,
            "source_note": content.source_note,
            "school_zone": content.school_zone,
            "anchored_on": anchored_on,
        }
        if content.service_email is not None:
            values["service_email"] = content.service_email
        if content.public and not was_published:
            values["programme_published_at"] = timezone.now()
        self.row(cycle, values, "le cycle")
        self.listed(Objective, cycle, [{"text": text} for text in content.objectives])
        self.listed(Contact, cycle, [vars(contact) for contact in content.contacts])
        self.listed(Partner, cycle, [vars(partner) for partner in content.partners])
        self.references(cycle, content)
        venues = self.venues(cycle, content)
        self.programme(cycle, content, venues)
        self.remove(row for name, row in venues.items() if name not in {said.name for said in content.venues})
        after = _shown(cycle)
        stale = [uid for uid, shown in before.items() if uid in after and after[uid] != shown]
        for workday in Workday.objects.filter(uid__in=stale):
            workday.mark_changed()
            workday.save(update_fields=["sequence", "changed_at"])
        self.edited(cycle, told, _told(cycle), is_kept=was_published)
        if content.public and not was_published:
            add_first_edition_of_file(cycle)

    def edited(self, cycle: Cycle, before: "Told", after: "Told", *, is_kept: bool) -> None:
        """Tell whoever is editing a day that it changed, and keep the change of a published programme."""
        for uid, (workday, _) in {**before, **after}.items():
            was, now = before[uid][1] if uid in before else None, after[uid][1] if uid in after else None
            if was == now:
                continue
            if was is not None and now is not None:
                workday.mark_edited(None)
                workday.save(update_fields=["version", "edited_at", "edited_by"])
            if is_kept:
                record(cycle, workday, was, now)

    def venues(self, cycle: Cycle, content: CycleContent) -> dict[str, Venue]:
        """By their name. Those that the file does not name go once no day meets there any more."""
        rows = {row.name: row for row in venues_of(cycle)}
        said_of = {said.name: said for said in content.venues}
        for name, said in said_of.items():
            commune = None
            if said.commune:
                found = Territory.objects.filter(kind=Territory.Kind.COMMUNE, code=said.commune).first()
                if found is None:
                    reason = f"aucune commune n’a le code « {said.commune} »."
                    raise Refused([Problem(f"lieu « {name} »", reason)])
                commune = found
            row = rows.get(name) or Venue(cycle=cycle, name=name)
            values: dict[str, Any] = {
                "address": said.address,
                "commune": commune,
                "access": said.access,
                "capacity": said.capacity,
            }
            is_new = row.pk is None
            if self.row(row, values, f"lieu « {name} »") and not is_new:
                row.mark_edited(None)
                row.save(update_fields=["version", "edited_at", "edited_by"])
            rows[name] = row
        return rows

    def programme(self, cycle: Cycle, content: CycleContent, venues: dict[str, Venue]) -> None:
        phases = {row.number: row for row in Phase.objects.filter(cycle=cycle)}
        themes = {row.number: row for row in Theme.objects.filter(cycle=cycle)}
        workdays = {row.number: row for row in Workday.objects.filter(cycle=cycle)}
        named: dict[type, set[int]] = {Phase: set(), Theme: set(), Workday: set()}
        for said in content.phases:
            phase = phases.get(said.number) or Phase(cycle=cycle, number=said.number)
            values: dict[str, Any] = {"title": said.title, "begins_on": said.begins, "ends_on": said.ends}
            self.row(phase, values, f"phase {said.number}")
            phases[said.number] = phase
            named[Phase].add(said.number)
        for said in content.phases:
            for theme_said in said.themes:
                number = theme_said.number
                theme = themes.get(number) or Theme(cycle=cycle, number=number)
                values = {"phase": phases[said.number], "title": theme_said.title}
                self.row(theme, values, f"thème {number}")
                themes[number] = theme
                named[Theme].add(number)
        for said in content.phases:
            for day_said in said.workdays:
                number = day_said.number
                workday = workdays.get(number) or Workday(cycle=cycle, number=number)
                venue = venues[day_said.venue] if day_said.venue else None
                self.workday(
                    workday, phases[said.number], [themes[n] for n in day_said.themes], venue, day_said
                )
                named[Workday].add(number)
                if day_said.agenda is not None:
                    self.agenda(workday, day_said.agenda, themes)
        # Workdays first, then themes, then the phases that carried them.
        for model, rows in ((Workday, workdays), (Theme, themes), (Phase, phases)):
            self.remove(row for number, row in rows.items() if number not in named[model])

    def workday(
        self,
        workday: Workday,
        phase: Phase,
        themes: list[Theme],
        venue: Venue | None,
        said: WorkdayContent,
    ) -> None:
        values = {
            "phase": phase,
            "title": said.title,
            "is_announced": said.announced,
            "status": said.status,
            "precision": said.precision,
            "date": said.date,
            "starts_at": said.starts,
            "ends_at": said.ends,
            "format": said.format,
            "venue": venue,
            "place": said.place,
            "capacity": said.capacity,
            "description": said.description,
            "people": said.people,
            "organisations": said.organisations,
        }
        if said.video_link is not None:
            values["video_link"] = said.video_link
        wrote = self.row(workday, values, f"journée {said.number}")
        wanted = {theme.pk for theme in themes}
        if set(workday.themes.values_list("pk", flat=True)) != wanted:
            workday.themes.set(wanted)
            self.counts["changed"] += not wrote

    def agenda(self, workday: Workday, said: tuple[AgendaItemContent, ...], themes: dict[int, Theme]) -> None:
        """Known by nothing but their place. Whoever is editing the run is told that it changed."""
        rows = list(AgendaItem.objects.filter(workday=workday).select_related("theme"))
        before = self.counts.total()
        for place, item in enumerate(said):
            row = rows[place] if place < len(rows) else AgendaItem(workday=workday, rank=place + 1)
            values = {
                "minutes": item.minutes,
                "title": item.title,
                "intention": item.intention,
                "method": item.method,
                "material": item.material,
                "lead": item.lead,
                "theme": themes[item.theme] if item.theme else None,
                "is_public": item.public,
            }
            self.row(row, values, f"journée {workday.number}, séquence {place + 1}")
        self.remove(rows[len(said) :])
        if self.counts.total() != before:
            workday.mark_agenda_edited(None)
            workday.save(update_fields=["agenda_version", "agenda_edited_at", "agenda_edited_by"])

    def references(self, cycle: Cycle, content: CycleContent) -> None:
        """By their key, in the order of the file; the account of what was held cites one of them."""
        rows = {row.key: row for row in Reference.objects.filter(cycle=cycle)}
        keys = [said.key for said in content.references]
        numbers = self.numbers(rows, keys)
        for said in content.references:
            row = rows.get(said.key) or Reference(cycle=cycle, key=said.key)
            self.row(row, {**vars(said), "number": numbers[said.key]}, f"référence {said.key}")
            rows[said.key] = row
        held = HeldAccount.objects.filter(cycle=cycle).first()
        if content.held is not None:
            values = {**vars(content.held), "source": rows[content.held.source]}
            self.row(held or HeldAccount(cycle=cycle), values, "held")
        elif held is not None:
            self.remove([held])
        self.remove(row for key, row in rows.items() if key not in keys)

    def numbers(self, rows: dict[str, Reference], keys: list[str]) -> dict[str, int]:
        """A number for each key, in this order; those that stand are kept where they can be."""
        last = max((row.number for row in rows.values()), default=0)
        kept = [key for key in rows if key in keys]
        if keys[: len(kept)] == kept:
            new = enumerate(keys[len(kept) :], start=last + 1)
            return {key: rows[key].number for key in kept} | {key: number for number, key in new}
        # Numbers are unique at every moment: all move out of the way before each gets its own.
        room = max(last, len(keys))
        Reference.objects.filter(pk__in=[row.pk for row in rows.values()]).update(number=F("number") + room)
        for row in rows.values():
            row.number += room
        return {key: number for number, key in enumerate(keys, start=1)}

    def listed(self, model: type[models.Model], cycle: Cycle, wanted: list[dict[str, Any]]) -> None:
        """Rows known by nothing but their place in the list."""
        rows: list[Any] = list(model._default_manager.filter(cycle=cycle))
        last = max((row.number for row in rows), default=0)
        for place, values in enumerate(wanted):
            row = (
                rows[place] if place < len(rows) else model(cycle=cycle, number=last + 1 + place - len(rows))
            )
            self.row(row, values, f"{model._meta.verbose_name} {place + 1}")
        self.remove(rows[len(wanted) :])

    def row(self, row: models.Model, values: dict[str, Any], said_as: str) -> bool:
        """Save the row if one of these values is not yet its own; whether it was."""
        new = row.pk is None
        changed = [name for name, value in values.items() if new or getattr(row, name) != value]
        if not changed:
            return False
        for name in changed:
            setattr(row, name, values[name])
        try:
            row.full_clean()
        except ValidationError as error:
            raise Refused([Problem(said_as, " ".join(error.messages))]) from None
        row.save(update_fields=None if new else changed)
        self.counts["added" if new else "changed"] += 1
        return True

    def remove(self, rows: Iterable[models.Model]) -> None:
        for row in rows:
            try:
                row.delete()
            except (ProtectedError, RestrictedError):
                reason = "le fichier ne le nomme plus, mais autre chose en dépend encore dans le portail."
                raise Refused([Problem(f"{row._meta.verbose_name} « {row} »", reason)]) from None
            self.counts["removed"] += 1


Told = dict[uuid.UUID, tuple[Workday, Words]]


def _told(cycle: Cycle) -> Told:
    """What is said of each workday of a cycle, by identifier."""
    workdays = cycle.workdays.select_related("phase", "venue__commune").prefetch_related("themes")
    return {workday.uid: (workday, in_words(workday, workday.themes.all())) for workday in workdays}


def _shown(cycle: Cycle) -> dict[uuid.UUID, Any]:
    """What calendars show of each workday of a cycle, by identifier."""
    workdays = cycle.workdays.select_related("phase", "venue__commune").prefetch_related("themes")
    return {workday.uid: shown_in_calendars(workday) for workday in workdays}
