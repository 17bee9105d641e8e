from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from support.public_pages import public_page

from ..calendar import feed_addresses
from ..models import Cycle
from ..overview import overview


@login_not_required
@require_safe
def cycle_list(request):
    """Whoever shortens an address finds the cycles on the home page."""
    return redirect(reverse("home") + "#cycles")


def cycle_scopes(request, slug):
    return [f"cycle:{slug}", "territories"]


@login_not_required
@require_safe
@public_page(scopes=cycle_scopes)
def cycle_detail(request, slug):
    """The cycle at a glance, for everybody where the cycle is public, else for its members."""
    cycles = (
        Cycle.objects.visible_to(request.user)
        .select_related("territory", "held_account__source", "parent")
        .defer("territory__outline")
    )
    cycle = get_object_or_404(cycles, slug=slug)
    return render(
        request,
        "cycle/cycle_detail.html",
        {"cycle": cycle, "overview": overview(cycle, timezone.localdate()), "feed": feed_addresses(cycle)},
    )
