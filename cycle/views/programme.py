"""The programme for everybody: what was announced beside what is, and the leaflet to recruit with."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from support.public_pages import public_page

from ..history import history
from ..leaflet import leaflet
from ..models import Cycle
from .cycle import cycle_scopes


@login_not_required
@require_safe
@public_page(scopes=cycle_scopes, params=["edition"])
def cycle_programme(request, slug):
    """Announced and actual, day by day, with the public reasons; `edition` chooses which announcement."""
    cycles = (
        Cycle.objects.visible_to(request.user)
        .select_related("territory", "held_account__source")
        .defer("territory__outline")
    )
    cycle = get_object_or_404(cycles, slug=slug)
    shown = history(cycle, timezone.localdate(), request.GET.get("edition", ""))
    return render(request, "cycle/programme.html", {"cycle": cycle, "history": shown})


@login_not_required
@require_safe
@public_page(scopes=cycle_scopes)
def cycle_leaflet(request, slug):
    """Two pages to print, for everybody where the cycle is public, else for its members."""
    cycles = Cycle.objects.visible_to(request.user).select_related("territory").defer("territory__outline")
    cycle = get_object_or_404(cycles, slug=slug)
    content = leaflet(cycle, timezone.localdate(), getattr(request, "scope_versions", None))
    headers = {"Content-Disposition": f'inline; filename="plaquette-{cycle.slug}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
