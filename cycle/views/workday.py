from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from support.public_pages import public_page

from ..models import Cycle, ProgrammeChange, Theme, Workday

CHANGES_PER_PAGE = 5


@login_not_required
@require_safe
@public_page(scopes=lambda request, pk: ["cycles"])
def workday_detail(request, pk):
    """One workday: when, where, which themes. The video link and what changed are for members only."""
    workdays = Workday.objects.visible_to(request.user).select_related("cycle", "phase")
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
            "is_member": is_member,
            "changes": _changes(workday, request.GET.get("page")) if is_member else None,
            "previous": siblings.filter(number__lt=workday.number).order_by("-number").first(),
            "following": siblings.filter(number__gt=workday.number).order_by("number").first(),
        },
    )


def _changes(workday, number):
    """A page of what changed since the programme was published; None when nothing did."""
    kept = ProgrammeChange.objects.of_workday(workday).newest_first()
    page = Paginator(kept, CHANGES_PER_PAGE).get_page(number)
    return page if page.paginator.count else None
