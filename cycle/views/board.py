"""The board of the team: the programme to prepare, its publication."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from ..board import board
from ..models import ProgrammeChange
from ..services import publish_programme
from .team import team_cycle
from .ways import ways


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def cycle_board(request, slug):
    """The phases as lanes, the days in order, what each still needs; `etat` shows those of one state."""
    cycle = team_cycle(request, slug)
    seen = board(cycle, timezone.localdate(), request.GET.get("etat", ""))
    context = {
        "cycle": cycle,
        "board": seen,
        "ways": ways(cycle, seen, "board"),
        "changes_count": ProgrammeChange.objects.of_cycle(cycle).count(),
    }
    template = "cycle/_lanes_answered.html" if request.htmx.target == "lanes" else "cycle/board.html"
    return render(request, template, context)


@require_POST
def programme_publish(request, slug):
    """From now on every change of the programme is kept."""
    cycle = team_cycle(request, slug)
    if publish_programme(cycle):
        messages.success(request, "Le programme est publié : chaque changement sera désormais gardé.")
    return redirect("cycle:board", slug=cycle.slug)
