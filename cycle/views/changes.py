"""What changed since the programme was published: of a cycle for its team, of a day for its members."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ..models import Cycle, ProgrammeChange, Workday
from .team import team_cycle

CHANGES_PER_PAGE = 20


@require_safe
def cycle_changes(request, slug):
    """Every change of the programme, the last one first."""
    cycle = team_cycle(request, slug)
    return _page(request, cycle, None, ProgrammeChange.objects.of_cycle(cycle))


@require_safe
def workday_changes(request, pk):
    """Every change of one day, for the members of its cycle."""
    workdays = Workday.objects.filter(cycle__in=Cycle.objects.joined_by(request.user))
    workday = get_object_or_404(workdays.select_related("cycle"), pk=pk)
    return _page(request, workday.cycle, workday, ProgrammeChange.objects.of_workday(workday))


def _page(request, cycle, workday, changes):
    page = Paginator(changes.newest_first(), CHANGES_PER_PAGE).get_page(request.GET.get("page"))
    context = {"cycle": cycle, "workday": workday, "page": page}
    return render(request, "cycle/changes.html", context)
