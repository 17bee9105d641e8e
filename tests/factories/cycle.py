"""A cycle and what hangs on it, made short."""

import datetime
import itertools

from cycle.models import AgendaItem, Cycle, Membership, Phase, Theme, Venue, Workday
from mapping.models import Territory

from .mapping import territory

_numbers = itertools.count(1)


def cycle(**fields):
    """A public cycle on a department of its own, unless told otherwise."""
    number = next(_numbers)
    if "territory" not in fields:
        fields["territory"] = territory(kind=Territory.Kind.DEPARTMENT)
    return Cycle.objects.create(
        **{"slug": f"cycle-{number}", "title": f"Cycle {number}", "is_public": True, **fields}
    )


def phase(cycle, **fields):
    number = fields.pop("number", None) or Phase.objects.filter(cycle=cycle).count() + 1
    return Phase.objects.create(
        cycle=cycle,
        number=number,
        **{
            "title": f"Phase {number}",
            "begins_on": datetime.date(2026, 3, 1),
            "ends_on": datetime.date(2026, 5, 31),
            **fields,
        },
    )


def theme(cycle, **fields):
    number = fields.pop("number", None) or Theme.objects.filter(cycle=cycle).count() + 1
    if "phase" not in fields:
        fields["phase"] = Phase.objects.filter(cycle=cycle).first() or phase(cycle)
    return Theme.objects.create(cycle=cycle, number=number, **{"title": f"Thème {number}", **fields})


def workday(cycle, *, themes=(), **fields):
    """A planned workday of which only the phase's period is known, unless told otherwise."""
    number = fields.pop("number", None) or Workday.objects.filter(cycle=cycle).count() + 1
    if "phase" not in fields:
        fields["phase"] = Phase.objects.filter(cycle=cycle).first() or phase(cycle)
    made = Workday.objects.create(cycle=cycle, number=number, **fields)
    made.themes.set(themes)
    return made


def venue(cycle, **fields):
    number = Venue.objects.filter(cycle=cycle).count() + 1
    return Venue.objects.create(cycle=cycle, **{"name": f"Lieu {number}", **fields})


def agenda_item(workday, **fields):
    """The next sequence of this day, half an hour long."""
    rank = fields.pop("rank", None) or AgendaItem.objects.filter(workday=workday).count() + 1
    return AgendaItem.objects.create(
        workday=workday, rank=rank, **{"title": f"Séquence {rank}", "minutes": 30, **fields}
    )


def membership(cycle, user, role=Membership.Role.PARTICIPANT, **fields):
    return Membership.objects.create(cycle=cycle, user=user, role=role, **fields)
