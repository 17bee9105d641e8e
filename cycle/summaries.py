"""Cycles in a list: each in a few figures, in two queries however many there are."""

from dataclasses import dataclass

from django.db.models import Count, Q

from .dates import format_period
from .models import Cycle, Phase, Workday


@dataclass
class PhaseFigures:
    phase: Phase
    announced: int
    held: int


@dataclass
class Summary:
    cycle: Cycle
    phases: list[PhaseFigures]

    @property
    def period(self):
        if not self.phases:
            return ""
        return format_period(
            min(figures.phase.begins_on for figures in self.phases),
            max(figures.phase.ends_on for figures in self.phases),
        )

    @property
    def announced(self):
        return sum(figures.announced for figures in self.phases)

    @property
    def held(self):
        """Workdays held: as a source says where days are not known one by one, else as counted."""
        account = getattr(self.cycle, "held_account", None)
        return account.workdays if account else sum(figures.held for figures in self.phases)

    @property
    def announced_colours(self):
        """One phase colour for each announced workday, in order."""
        return [figures.phase.colour for figures in self.phases for _ in range(figures.announced)]


def summaries(cycles) -> list[Summary]:
    """A Summary for each cycle of the queryset, in its order."""
    by_cycle = {cycle.pk: Summary(cycle, []) for cycle in cycles.select_related("territory", "held_account")}
    phases = Phase.objects.filter(cycle__in=list(by_cycle)).annotate(
        announced=Count("workdays", filter=Q(workdays__is_announced=True)),
        held=Count("workdays", filter=Q(workdays__status=Workday.Status.HELD)),
    )
    for phase in phases.order_by("number"):
        by_cycle[phase.cycle_id].phases.append(PhaseFigures(phase, phase.announced, phase.held))
    return list(by_cycle.values())
