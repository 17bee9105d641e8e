from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from support.public_pages import public_page

from ..calendar import cycle_calendar, workday_calendar
from ..models import Cycle, Workday

CONTENT_TYPE = "text/calendar; charset=utf-8"


@login_not_required
@require_safe
@public_page(scopes=lambda request, slug: [f"cycle:{slug}"])
def cycle_feed(request, slug):
    """The calendar that a diary subscribes to. Workdays whose day is not known are left out."""
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user), slug=slug)
    return _calendar(cycle_calendar(cycle), f"{cycle.slug}.ics", "inline")


@login_not_required
@require_safe
def workday_ics(request, pk):
    """One workday, to take into a diary; 404 until its day is known."""
    workdays = Workday.objects.visible_to(request.user).select_related("cycle", "phase")
    workday = get_object_or_404(workdays.prefetch_related("themes"), pk=pk)
    if not workday.has_day:
        raise Http404
    return _calendar(workday_calendar(workday), f"journee-{workday.number}.ics", "attachment")


def _calendar(content: bytes, filename: str, disposition: str) -> HttpResponse:
    headers = {"Content-Disposition": f'{disposition}; filename="{filename}"'}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)
