"""The board of the team: the programme to prepare, its publication."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from ..board import board
from ..editions import is_due, programme_said
from ..models import ProgrammeChange, ProgrammeEdition
from ..services import publish_programme
from .team import team_cycle
from .ways import ways


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def cycle_board(request, slug):
    """The phases as lanes, the days in order, what each still needs; `etat` shows those of one state."""
    cycle = team_cycle(request, slug)
    edition = ProgrammeEdition.objects.of_cycle(cycle).last()
    seen = board(cycle, timezone.localdate(), request.GET.get("etat", ""))
    context = {
        "cycle": cycle,
        "board": seen,
        "ways": ways(cycle, seen, "board"),
        "changes_count": ProgrammeChange.objects.of_cycle(cycle).count(),
        "edition": edition,
        "is_edition_due": is_due(edition, programme_said(seen.phases, seen.days)),
    }
    template = "cycle/_lanes_answered.html" if request.htmx.target == "lanes" else "cycle/board.html"
    return render(request, template, context)


@require_POST
def programme_publish(request, slug):
    """Publish the programme as it stands: its first edition, or the next one."""
    cycle = team_cycle(request, slug)
    edition = publish_programme(cycle)
    if edition is None:
        messages.info(request, "Rien n’a changé depuis la dernière édition : il n’y en a pas de nouvelle.")
    elif edition.number == 1:
        messages.success(request, "Le programme est publié : chaque changement sera désormais gardé.")
    else:
        messages.success(request, f"L’édition {edition.number} du programme est publiée.")
    return redirect("cycle:board", slug=cycle.slug)
