"""Making a cycle in the browser, and keeping it by its file."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from .. import creation
from ..exchange import Refused, gather, write
from ..forms_creation import BlankCycleForm, CycleFileForm, RolloutForm
from ..models import Cycle
from .team import team_cycle

TAKEN = "Un autre cycle a déjà cette adresse : donnez-en une autre."


@require_safe
def cycle_new(request):
    """The three ways to make a cycle, for people who run one already."""
    return render(request, "cycle/new.html", {"run": _run_by(request)})


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_new_blank(request):
    """A cycle with nothing but its phases."""
    _run_by(request)
    form = BlankCycleForm(_posted(request))
    if form.is_valid():
        said = form.cleaned_data
        content = creation.blank(
            said["title"], said["slug"], said["territory"], said["months"], said["phases"]
        )
        if done := _create(request, form, content, "slug"):
            return done
    context = {"form": form, "heading": "Un cycle vierge", "button": "Créer le cycle"}
    return render(request, "cycle/new_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_new_file(request):
    """A cycle out of a file."""
    _run_by(request)
    form = CycleFileForm(_posted(request), request.FILES or None)
    if form.is_valid() and (done := _create(request, form, form.content, _source(form))):
        return done
    context = {"form": form, "heading": "Un cycle depuis un fichier", "button": "Charger le fichier"}
    return render(request, "cycle/new_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_roll_out(request, slug):
    """The same cycle on another territory: dates moved, nothing of the people."""
    parent = team_cycle(request, slug)
    form = RolloutForm(_posted(request), parent=parent)
    if form.is_valid():
        said = form.cleaned_data
        content = creation.rolled_out(parent, said["title"], said["slug"], said["territory"], said["begins"])
        if done := _create(request, form, content, "slug", parent=parent):
            return done
    context = {
        "form": form,
        "cycle": parent,
        "heading": "Décliner ce cycle",
        "button": "Créer la déclinaison",
    }
    return render(request, "cycle/new_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_file(request, slug):
    """The file of a cycle: to take away, and to bring back once corrected."""
    cycle = team_cycle(request, slug)
    form = CycleFileForm(_posted(request), request.FILES or None)
    if form.is_valid():
        try:
            is_news = creation.update(cycle, form.content, request.user)
        except Refused as refused:
            form.add_error(_source(form), [str(problem) for problem in refused.problems])
        else:
            if is_news:
                messages.success(request, "Le cycle dit maintenant ce que dit le fichier.")
            else:
                messages.info(request, "Le cycle disait déjà cela : rien n’a changé.")
            return redirect("cycle:file", slug=cycle.slug)
    return render(request, "cycle/file.html", {"cycle": cycle, "form": form})


@require_safe
def cycle_file_download(request, slug):
    """The whole file, private parts included: for the team, to correct and to bring back."""
    cycle = team_cycle(request, slug)
    return HttpResponse(
        write(gather(cycle)),
        content_type="application/toml; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{cycle.slug}.toml"',
            "Cache-Control": "private, no-store",
        },
    )


def _run_by(request):
    """The cycles that this person runs; 403 for whoever runs none."""
    run = list(Cycle.objects.facilitated_by(request.user))
    if not run:
        raise PermissionDenied
    return run


def _create(request, form, content, field, *, parent=None):
    try:
        cycle, is_new = creation.create(content, request.user, parent=parent)
    except creation.SlugTakenError:
        form.add_error(field, TAKEN)
    except Refused as refused:
        form.add_error(field, [str(problem) for problem in refused.problems])
    else:
        if is_new:
            messages.success(request, f"« {cycle.title} » est créé. Vous l’animez ; à vous de le préparer.")
        return redirect("cycle:board", slug=cycle.slug)
    return None


def _source(form):
    return "file" if form.cleaned_data.get("file") else "text"


def _posted(request):
    return request.POST if request.method == "POST" else None
