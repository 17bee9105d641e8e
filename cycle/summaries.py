"""Cycles in a list: each in a few figures, in two queries however many there are."""

from dataclasses import dataclass

from django.db.models import Count, Q

from .dates import format_period
from .models import Cycle, Phase, Workday


@dataclass
class Summary:
    cycle: Cycle
    phases: list[Phase]

    @property
    def period(self):
        if not self.phases:
            return ""
        return format_period(
            min(phase.begins_on for phase in self.phases), max(phase.ends_on for phase in self.phases)
        )

    @property
    def announced(self):
        return sum(phase.announced for phase in self.phases)

    @property
    def held(self):
        """Workdays held: as a source says where days are not known one by one, else as counted."""
        account = getattr(self.cycle, "held_account", None)
        return account.workdays if account else sum(phase.held for phase in self.phases)

    @property
    def announced_colours(self):
        """One phase colour for each announced workday, in order."""
        return [phase.colour for phase in self.phases for _ in range(phase.announced)]


def summaries(cycles):
    """A Summary for each cycle of the queryset, in its order."""
    cycles = list(cycles.select_related("territory", "held_account"))
    phases = Phase.objects.filter(cycle__in=cycles).annotate(
        announced=Count("workdays", filter=Q(workdays__is_announced=True)),
        held=Count("workdays", filter=Q(workdays__status=Workday.Status.HELD)),
    )
    by_cycle = {cycle.pk: [] for cycle in cycles}
    for phase in phases.order_by("number"):
        by_cycle[phase.cycle_id].append(phase)
    return [Summary(cycle, by_cycle[cycle.pk]) for cycle in cycles]
