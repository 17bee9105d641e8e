"""The run of a workday, prepared by the team: what is done, in which order, for how long."""

import uuid
from copy import copy

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from support.french import french_ordinal, is_plural

from ..agenda import agenda_of
from ..agenda_editing import (
    FullAgendaError,
    StaleAgendaError,
    add_item,
    copy_agenda,
    in_words_of,
    move_item,
    remove_item,
    save_item,
)
from ..changes import differences
from ..forms_agenda import AgendaCopyForm, AgendaItemForm
from ..forms_workday import creation_key
from ..methods import TEMPLATES, method_template
from ..models import AgendaItem, Workday
from ..models.agenda import ITEMS_A_DAY
from .team import team_workday, version_said

FULL = f"Une journée compte au plus {ITEMS_A_DAY} séquences : regroupez-en quelques-unes."
STALE_MOVE = "Quelqu’un a changé le déroulé entre-temps : rien n’a été déplacé. Le voici tel qu’il est."


@require_safe
def agenda(request, pk):
    """The whole run: what each sequence is for, who leads it, what it needs, and the time that is left."""
    return _run(request, team_workday(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def agenda_add(request, pk):
    """Add a sequence, from the method that `methode` names if any; once, however often it is sent."""
    workday = team_workday(request, pk)
    if request.method != "POST":
        template = method_template(request.GET.get("methode", ""))
        item = AgendaItem(workday=workday)
        form = AgendaItemForm(workday=workday, instance=item, initial=template and template.initial)
        return _item_page(request, workday, form, key=uuid.uuid4(), template=template)
    key = creation_key(request.POST.get("key"))
    version = _version(request)
    form = AgendaItemForm(request.POST, workday=workday, instance=AgendaItem(workday=workday, uid=key))
    if form.is_valid():
        try:
            is_news = add_item(form.instance, after=form.after, version=version, user=request.user)
        except StaleAgendaError as stale:
            return _conflict(request, form, stale, key=key)
        except FullAgendaError:
            form.add_error(None, FULL)
        else:
            if is_news:
                messages.success(request, f"« {form.instance} » est dans le déroulé.")
            return _back(workday, form.instance if is_news else None)
    return _item_page(request, workday, form, key=key, version=version)


@require_http_methods(["GET", "HEAD", "POST"])
def agenda_edit(request, pk, item):
    """Correct a sequence. Saved over somebody else's changes, nothing is written and both texts are shown."""
    workday = team_workday(request, pk)
    found = _item(workday, item)
    if request.method != "POST":
        found = found or get_object_or_404(AgendaItem, workday=workday, pk=item)
        return _item_page(request, workday, AgendaItemForm(workday=workday, instance=copy(found)), item=found)
    version = _version(request)
    # Gone meanwhile or not, what was typed is read.
    instance = copy(found) if found else AgendaItem(workday=workday, pk=item)
    form = AgendaItemForm(request.POST, workday=workday, instance=instance)
    if not form.is_valid():
        if found is None:
            return _conflict(request, form, StaleAgendaError(workday))
        return _item_page(request, workday, form, item=found, version=version)
    try:
        is_news = save_item(form.instance, version=version, user=request.user)
    except StaleAgendaError as stale:
        return _conflict(request, form, stale)
    if is_news:
        messages.success(request, f"« {form.instance} » est à jour.")
    else:
        messages.info(request, f"« {form.instance} » était déjà ainsi : rien n’a changé.")
    return _back(workday, form.instance)


@require_POST
def agenda_move(request, pk, item):
    """Put a sequence at the rank that its button says. With HTMX the run is swapped, and the move is told."""
    workday = team_workday(request, pk)
    to, version = version_said(request.POST.get("rank", "")), _version(request)
    try:
        moved, count = move_item(workday, item, to=to, version=version, user=request.user)
    except StaleAgendaError as stale:
        return _run(request, stale.workday, refused=STALE_MOVE, status=409)
    told = f"{moved} : {french_ordinal(moved.rank, feminine=True)} sur {count}"
    if request.htmx.target == "agenda":
        return _run(request, team_workday(request, pk), told=told)
    messages.success(request, f"{told}.")
    return _back(workday, moved)


@require_http_methods(["GET", "HEAD", "POST"])
def agenda_delete(request, pk, item):
    """Take a sequence out of the run, once asked whether one means it."""
    workday = team_workday(request, pk)
    found = _item(workday, item)
    if request.method == "POST":
        try:
            was_there = remove_item(workday, item, version=_version(request), user=request.user)
        except StaleAgendaError as stale:
            return _delete_page(request, stale.workday, stale.item, status=409)
        if was_there:
            messages.success(request, f"« {found} » n’est plus dans le déroulé.")
        else:
            messages.info(request, "Cette séquence n’était déjà plus dans le déroulé.")
        return _back(workday)
    return _delete_page(request, workday, found or get_object_or_404(AgendaItem, workday=workday, pk=item))


@require_http_methods(["GET", "HEAD", "POST"])
def agenda_copy(request, pk):
    """Take over the run of another day of a cycle that one runs; once, however often it is sent."""
    workday = team_workday(request, pk)
    is_sent = request.method == "POST"
    key = creation_key(request.POST.get("key"))
    version = _version(request) if is_sent else workday.agenda_version
    form = AgendaCopyForm(request.POST if is_sent else None, workday=workday, user=request.user)
    status, is_stale = 200, False
    if form.is_valid():
        source = form.cleaned_data["source"]
        try:
            count = copy_agenda(workday, source, key=key, version=version, user=request.user)
        except StaleAgendaError as stale:
            version, status, is_stale = stale.workday.agenda_version, 409, True
        except FullAgendaError:
            form.add_error("source", FULL)
        else:
            _tell_copied(request, source, count)
            return _back(workday)
    context = {
        "cycle": workday.cycle,
        "workday": workday,
        "form": form,
        "key": key,
        "version": version,
        "agenda": agenda_of(workday),
        "is_stale": is_stale,
        "changed": is_stale,
    }
    return render(request, "cycle/agenda_copy.html", context, status=status)


def _tell_copied(request, source, count):
    if count:
        plural = "s" if is_plural(count) else ""
        said = f"{count} séquence{plural} reprise{plural} de « {source.name} »."
        messages.success(request, said)
    else:
        messages.info(request, f"Le déroulé de « {source.name} » était déjà repris : rien n’a changé.")


def _run(request, workday, *, told="", refused="", status=200):
    """The page of the run; of it, only the run itself where HTMX asks for that."""
    context = {
        "cycle": workday.cycle,
        "workday": workday,
        "agenda": agenda_of(workday),
        "methods": TEMPLATES,
        "told": told or refused,
        "refused": refused,
    }
    is_part = request.method == "POST" and request.htmx.target == "agenda"
    template = "cycle/_agenda_answered.html" if is_part else "cycle/agenda.html"
    return render(request, template, context, status=status)


def _item_page(
    request, workday, form, *, item=None, key=None, version=None, conflict=None, template=None, status=200
):
    context = {
        "cycle": workday.cycle,
        "workday": workday,
        "form": form,
        "item": item,
        "key": key,
        "version": workday.agenda_version if version is None else version,
        "conflict": conflict,
        "changed": bool(conflict),
        "method": template,
    }
    return render(request, "cycle/agenda_item_form.html", context, status=status)


def _conflict(request, form, stale, *, key=None):
    """The run as it is now, and what was typed; sent again, it is written knowingly.

    A sequence that is gone can be added anew; one that a first sending added is corrected from then on.
    """
    workday, item = stale.workday, stale.item
    is_gone = item is None and key is None
    if is_gone or (item is not None and key is not None):
        key = uuid.uuid4() if is_gone else None
        instance = copy(item) if item else AgendaItem(workday=workday, uid=key)
        form = AgendaItemForm(request.POST, workday=workday, instance=instance)
        form.is_valid()
    elif item is None:
        form.place_among(AgendaItem.objects.filter(workday=workday))
    found = differences(in_words_of(item), in_words_of(form.instance)) if item and not form.errors else []
    conflict = {"agenda": agenda_of(workday), "differences": found, "is_gone": is_gone}
    return _item_page(
        request,
        workday,
        form,
        item=item,
        key=key,
        version=workday.agenda_version,
        conflict=conflict,
        status=409,
    )


def _delete_page(request, workday, item, *, status=200):
    context = {
        "cycle": workday.cycle,
        "workday": workday,
        "item": item,
        "agenda": agenda_of(workday),
        "is_stale": status == 409,
        "changed": status == 409,
    }
    return render(request, "cycle/agenda_delete.html", context, status=status)


def _item(workday: Workday, pk) -> AgendaItem | None:
    return AgendaItem.objects.filter(workday=workday, pk=pk).select_related("workday", "theme").first()


def _version(request) -> int:
    return version_said(request.POST.get("version", ""))


def _back(workday: Workday, item: AgendaItem | None = None):
    address = reverse("workday:agenda", args=[workday.pk])
    return redirect(f"{address}#sequence-{item.pk}" if item and item.pk else address)
