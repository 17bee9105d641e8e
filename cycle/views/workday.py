from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from support.public_pages import public_page

from ..agenda import agenda_of
from ..models import Cycle, ProgrammeChange, Theme, Workday

LATEST_CHANGES = 5


@login_not_required
@require_safe
@public_page(scopes=lambda request, pk: ["cycles"])
def workday_detail(request, pk):
    """One workday: when, where, which themes, how it runs. Its video link and changes are for members."""
    workdays = Workday.objects.visible_to(request.user).in_full()
    workday = get_object_or_404(workdays, pk=pk)
    is_member = Cycle.objects.joined_by(request.user).filter(pk=workday.cycle_id).exists()
    siblings = Workday.objects.filter(cycle=workday.cycle).select_related("cycle")
    return render(
        request,
        "cycle/workday_detail.html",
        {
            "workday": workday,
            "themes": workday.themes.all(),
            "phase_themes": Theme.objects.filter(phase=workday.phase),
            "sequences": agenda_of(workday).public,
            "is_member": is_member,
            "changes": _latest_changes(workday) if is_member else [],
            "previous": siblings.filter(number__lt=workday.number).order_by("-number").first(),
            "following": siblings.filter(number__gt=workday.number).order_by("number").first(),
        },
    )


def _latest_changes(workday):
    return ProgrammeChange.objects.of_workday(workday).newest_first()[:LATEST_CHANGES]
