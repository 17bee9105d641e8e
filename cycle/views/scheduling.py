"""Preparing one day: creating it, changing it, and telling two people who save at once of each other."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ..changes import differences, in_words
from ..forms_workday import WorkdayForm, creation_key
from ..models import Phase, Workday
from ..services import StaleError, add_workday, save_workday
from ..warnings import warnings
from .team import team_cycle, team_workday, version_said


@require_http_methods(["GET", "HEAD", "POST"])
def workday_edit(request, pk):
    """Change a day. Saved over somebody else's changes, nothing is written and both texts are shown."""
    workday = team_workday(request, pk)
    cycle = workday.cycle
    if request.method != "POST":
        form = WorkdayForm(cycle=cycle, instance=workday)
        told = _warnings(workday)
        return _page(request, cycle, form, workday, version=workday.version, warnings=told)
    version = version_said(request.POST.get("version", ""))
    form = WorkdayForm(request.POST, cycle=cycle, instance=workday)
    if not form.is_valid():
        return _page(request, cycle, form, workday, version=version)
    try:
        is_news = save_workday(
            form.instance,
            form.chosen_themes,
            version=version,
            user=request.user,
            reason=form.cleaned_data.get("reason", ""),
        )
    except StaleError as stale:
        return _conflict(request, form, stale.workday)
    if is_news:
        messages.success(request, f"« {form.instance.name} » est enregistrée.")
        _warn(request, form.instance)
    else:
        messages.info(request, f"« {form.instance.name} » était déjà ainsi : rien n’a changé.")
    return redirect("cycle:board", slug=cycle.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def workday_create(request, slug):
    """Add a day to the cycle, in the phase that `phase` numbers; once, however often it is sent."""
    cycle = team_cycle(request, slug)
    phases = Phase.objects.filter(cycle=cycle)
    first = phases.first()
    if first is None:
        messages.info(request, "Ce cycle n’a pas encore de phase : une journée se range dans une phase.")
        return redirect("cycle:board", slug=cycle.slug)
    if request.method != "POST":
        workday = Workday(cycle=cycle, phase=_phase(phases, request.GET.get("phase", "")) or first)
        form = WorkdayForm(cycle=cycle, instance=workday)
        return _page(request, cycle, form, None, key=uuid.uuid4())
    key = creation_key(request.POST.get("key"))
    workday = Workday(cycle=cycle, phase=first, uid=key)
    form = WorkdayForm(request.POST, cycle=cycle, instance=workday)
    if not form.is_valid():
        return _page(request, cycle, form, None, key=key)
    try:
        is_news = add_workday(
            form.instance,
            form.chosen_themes,
            user=request.user,
            reason=form.cleaned_data.get("reason", ""),
        )
    except StaleError as stale:
        return _conflict(request, form, stale.workday)
    if is_news:
        messages.success(request, f"« {form.instance.name} » est ajoutée au programme.")
        _warn(request, form.instance)
    return redirect("cycle:board", slug=cycle.slug)


def _warnings(workday):
    return warnings(workday.cycle, [workday], timezone.localdate()).get(workday.pk, [])


def _warn(request, workday):
    """Say what is unusual about the date, which is saved all the same."""
    if told := _warnings(workday):
        messages.warning(request, f"À vérifier, « {workday.name} » est {' ; '.join(told)}.")


def _page(request, cycle, form, workday, *, version=None, key=None, conflict=None, warnings=(), status=200):
    # What the heading says is what is saved, not what is being typed.
    name = Workday.objects.get(pk=workday.pk).name if workday and form.is_bound else str(workday or "")
    context = {
        "cycle": cycle,
        "form": form,
        "workday": workday,
        "name": name,
        "version": version,
        "key": key,
        "conflict": conflict,
        "warnings": warnings,
    }
    return render(request, "cycle/workday_form.html", context, status=status)


def _conflict(request, form, saved):
    """Both texts, field by field; sent again, one's own replaces the other knowingly.

    Fields that one did not touch follow the other: keeping one's own undoes nothing that one never saw.
    """
    theirs, mine = in_words(saved, saved.themes.all()), in_words(form.instance, form.chosen_themes)
    merged = form.merged_with(saved)
    taken = []
    if merged.is_valid():
        form, kept = merged, in_words(merged.instance, merged.chosen_themes)
        taken = [one["field"] for one in differences(mine, kept)]
        mine = kept
    found = differences(theirs, mine)
    if not found and form.is_valid():
        messages.info(
            request, f"Rien n’a changé : « {saved.name} » est comme quelqu’un d’autre vient de l’enregistrer."
        )
        return redirect("cycle:board", slug=saved.cycle.slug)
    conflict = {"saved": saved, "differences": found, "taken": taken}
    return _page(request, saved.cycle, form, saved, version=saved.version, conflict=conflict, status=409)


def _phase(phases, text: str):
    number = version_said(text)
    return next((phase for phase in phases if phase.number == number), None)
