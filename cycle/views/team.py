"""Who may work behind the scenes of a cycle: its team. Other members are refused, outsiders see nothing."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404

from ..models import Cycle, Membership, Workday


def team_cycle(request, slug) -> Cycle:
    """The cycle, for its facilitators; 403 for its other members, 404 for everybody else."""
    held = Membership.objects.facilitating().filter(user=request.user, cycle=OuterRef("pk"))
    cycles = Cycle.objects.joined_by(request.user).annotate(is_run_by_reader=Exists(held))
    cycle = get_object_or_404(cycles, slug=slug)
    if not cycle.is_run_by_reader:
        raise PermissionDenied
    return cycle


def team_workday(request, pk) -> Workday:
    """A day of a cycle, for the facilitators of that cycle; 403 and 404 as above."""
    workdays = Workday.objects.filter(cycle__in=Cycle.objects.joined_by(request.user))
    workday = get_object_or_404(workdays.in_full(), pk=pk)
    if not Cycle.objects.facilitated_by(request.user).filter(pk=workday.cycle_id).exists():
        raise PermissionDenied
    return workday


def version_said(text: str) -> int:
    """The version that a form was shown with; 0, which nothing has, where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
