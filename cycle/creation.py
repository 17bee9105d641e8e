"""New cycles: blank, out of a file, or another cycle taken up on another territory (décliner)."""

import datetime
from dataclasses import replace

from django.db import transaction

from accounts.models import User
from mapping.models import Territory

from .exchange import CycleContent, Problem, Refused, gather, store
from .exchange.content import PhaseContent, monday_of
from .models import Cycle, Membership, Workday


class SlugTakenError(Exception):
    """Another cycle has this address."""


def blank(
    title: str, slug: str, territory: Territory, months: list[datetime.date], phases: int
) -> CycleContent:
    """A private cycle of so many phases, which share these months (the first day of each) evenly."""
    shares = [months[len(months) * n // phases : len(months) * (n + 1) // phases] for n in range(phases)]
    return CycleContent(
        slug=slug,
        title=title,
        territory=(territory.kind, territory.code),
        phases=tuple(
            PhaseContent(number=n, title=f"Phase {n}", begins=share[0], ends=_last_day(share[-1]))
            for n, share in enumerate(shares, start=1)
        ),
    )


def rolled_out(
    parent: Cycle, title: str, slug: str, territory: Territory, begins: datetime.date
) -> CycleContent:
    """What another territory takes up of a cycle: its intentions, not what happened there.

    Phases and days keep their distance to one another, moved by whole weeks so that the first phase begins
    about `begins`. Themes, presentations, agendas, references and hours stay; people, places, links of
    video calls, partners, contacts, figures and cancelled days do not.
    """
    content = gather(parent)
    if content.phases:
        first = min(phase.begins for phase in content.phases)
        content = replace(content, anchor=monday_of(first)).anchored(monday_of(begins))
    return replace(
        content,
        slug=slug,
        title=title,
        territory=(territory.kind, territory.code),
        public=False,
        fictional=parent.is_fictional,
        charter_note="",
        source_note=f"D’après le cycle « {parent.title} ».",
        service_email="",
        held=None,
        venues=(),
        contacts=(),
        partners=(),
        phases=tuple(
            replace(
                phase,
                workdays=tuple(
                    _intended(day) for day in phase.workdays if day.status != Workday.Status.CANCELLED
                ),
            )
            for phase in content.phases
        ),
    )


def _intended(day):
    return replace(
        day,
        announced=True,
        status=Workday.Status.PLANNED,
        venue="",
        place="",
        capacity=None,
        people=None,
        organisations=None,
        video_link="",
        version=None,
        # Who leads a sequence may be a person.
        agenda=tuple(replace(item, lead="") for item in day.agenda or ()),
        agenda_version=None,
    )


@transaction.atomic
def create(content: CycleContent, user, *, parent: Cycle | None = None) -> tuple[Cycle, bool]:
    """Make this cycle, which this person then runs; the cycle, and whether it is new.

    Sent twice, it is made once. SlugTakenError when another cycle has its address; Refused as `store`.
    """
    User.objects.hold_or_refuse(user.pk)
    known = Cycle.objects.select_for_update().filter(slug=content.slug).first()
    if known is not None:
        is_own = Cycle.objects.facilitated_by(user).filter(pk=known.pk).exists()
        if is_own and known.title == content.title and known.parent_id == (parent and parent.pk):
            return known, False
        raise SlugTakenError
    outcome = store(content)
    if not outcome.created:
        # Made by somebody else between the two looks.
        raise SlugTakenError
    cycle = outcome.cycle
    if parent is not None:
        Cycle.objects.filter(pk=cycle.pk).update(parent=parent)
    Membership.objects.create(cycle=cycle, user=user, role=Membership.Role.FACILITATOR)
    return cycle, True


@transaction.atomic
def update(cycle: Cycle, content: CycleContent, user) -> bool:
    """Bring a cycle to what a file of its own says; whether anything changed. Refused as `store`."""
    User.objects.hold_or_refuse(user.pk)
    if content.slug != cycle.slug:
        reason = f"ce fichier est celui de « {content.slug} » ; celui de ce cycle dit « {cycle.slug} »."
        raise Refused([Problem("slug", reason)])
    return not store(content).unchanged


def _last_day(month: datetime.date) -> datetime.date:
    return (month + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
