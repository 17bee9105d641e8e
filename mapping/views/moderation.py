"""Stewards look at what people proposed: correct and publish, merge, refuse, or put back what was refused."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import moderation
from ..forms import ModerationForm
from ..models import Actor, Steward, Territory
from ..names import searchable
from ..twins import twins_of

PER_PAGE = 20
MOST_FOUND = 10
# Enough to find again what was refused by mistake.
MOST_REFUSED = 20
LONGEST_SEARCH = 100


@require_safe
def list_(request):
    """What waits for this steward, the oldest first, each with what it may be the same as."""
    if not Steward.objects.filter(user=request.user).exists():
        raise PermissionDenied
    waiting = Actor.objects.proposed().kept_by(request.user).select_related("commune", "proposed_by")
    waiting = waiting.defer("commune__outline", "commune__shape").order_by("created_at", "pk")
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    twins = twins_of(page.object_list, request.user, limit=2)
    told = [{"actor": actor, "twins": twins.get(actor.pk, [])} for actor in page.object_list]
    refused = Actor.objects.kept_by(request.user).refused().order_by("-changed_at")[:MOST_REFUSED]
    return render(
        request,
        "mapping/moderation_list.html",
        {"page": page, "told": told, "refused": refused.only("name", "status")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def actor(request, pk):
    """One proposed organisation: its fields to correct, its likely twins beside it."""
    actor = _kept(request, pk)
    if request.method != "POST":
        return _page(request, actor)
    form = _form(request, pk)
    if not form.is_valid():
        return _page(request, actor, form)
    is_to_publish = request.POST.get("action") == "publish"
    verb = moderation.publish if is_to_publish else moderation.correct
    try:
        saved = verb(actor, version=form.cleaned_data["version"], **form.description())
    except moderation.StaleError as stale:
        return _conflict(request, stale.actor, form)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, actor, form)
    if is_to_publish:
        messages.success(request, f"« {saved} » est sur la carte.")
        return redirect("moderation:list")
    messages.success(request, f"« {saved} » est corrigée ; elle attend toujours d’être publiée.")
    return redirect("moderation:actor", pk=pk)


@require_POST
def merge(request, pk):
    """Let a published organisation of the same map carry on for this one."""
    actor = _kept(request, pk)
    problem = "Choisissez la structure dans laquelle fusionner celle-ci."
    into = _number(request.POST.get("into"))
    target = Actor.objects.kept_by(request.user).select_related("merged_into").filter(pk=into).first()
    if target is not None:
        try:
            survivor = moderation.merge(actor, target, version=_number(request.POST.get("version")))
        except moderation.StaleError as stale:
            return _conflict(request, stale.actor)
        except ValidationError as error:
            problem = str(error.message)
        else:
            messages.success(
                request,
                f"« {actor} » est fusionnée dans « {survivor} », qui reprend ses actions et contacts.",
            )
            return redirect("moderation:list")
    return _page(request, actor, problem=problem, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    """Keep it off the map, once the steward has confirmed it, as they read it on its page."""
    actor = _kept(request, pk)
    if request.method != "POST":
        version = _number(request.GET.get("version"))
        if actor.status != Actor.Status.PROPOSED:
            return _page(request, actor)
        if not version:
            # Nothing tells what was read: that comes first.
            return redirect("moderation:actor", pk=pk)
        if version != actor.version:
            return _conflict(request, actor)
        return render(request, "mapping/moderation_withdraw.html", {"actor": actor, "version": version})
    try:
        moderation.withdraw(actor, version=_number(request.POST.get("version")))
    except moderation.StaleError as stale:
        return _conflict(request, stale.actor)
    messages.success(request, f"« {actor} » n’ira pas sur la carte.")
    return redirect("moderation:list")


@require_POST
def restore(request, pk):
    """Let one that was refused wait again."""
    actor = _kept(request, pk)
    try:
        moderation.restore(actor, version=_number(request.POST.get("version")))
    except moderation.StaleError as stale:
        return _page(request, stale.actor, status=409)
    except ValidationError as error:
        return _page(request, actor, problem=str(error.message), status=409)
    messages.success(request, f"« {actor} » attend à nouveau d’être relue.")
    return redirect("moderation:actor", pk=pk)


def _kept(request, pk):
    """Whatever its state: what is settled is said to whoever comes late; of somebody erased, nothing."""
    actors = Actor.objects.kept_by(request.user).not_forgotten()
    actors = actors.select_related("commune", "proposed_by", "merged_into")
    return get_object_or_404(actors.defer("commune__outline", "commune__shape"), pk=pk)


def _form(request, pk, data=None):
    communes = Territory.objects.communes_kept_by(request.user).defer("outline", "shape")
    # A row of its own: a form writes what was typed into the one that it is given.
    own = Actor.objects.select_related("commune").get(pk=pk)
    return ModerationForm(request.POST if data is None else data, actor=own, communes=communes)


def _page(request, actor, form=None, *, problem="", status=200):
    if actor.status != Actor.Status.PROPOSED:
        context = {"actor": actor, "typed": [], "is_late": status == 409 and not problem, "problem": problem}
        return render(request, "mapping/moderation_settled.html", context, status=status)
    if form is None:
        form = ModerationForm(
            actor=actor, communes=Territory.objects.communes_kept_by(request.user).defer("outline", "shape")
        )
    words = request.GET.get("mots", "")[:LONGEST_SEARCH]
    twins = twins_of([actor], request.user)[actor.pk]
    mergeable = _mergeable(request.user, [*(twin.actor for twin in twins), *filter(None, [form.bearer])])
    compared = [(twin.actor, twin.reasons) for twin in twins if twin.actor != form.bearer]
    if form.bearer:
        compared.insert(0, (form.bearer, ["même numéro"]))
    return render(
        request,
        "mapping/moderation_actor.html",
        {
            "actor": actor,
            "form": form,
            # After a wrong answer, still the one that was read: somebody may have corrected it since.
            "version": _number(str(form["version"].value())),
            "twins": [
                {"actor": other, "reasons": reasons, "may_merge": other.pk in mergeable}
                for other, reasons in compared
            ],
            "words": words,
            "found": _found(request.user, words),
            "problem": problem,
        },
        status=status,
    )


def _mergeable(user, actors) -> set[int]:
    """Those in which this steward may merge another: published, and on a map that they keep."""
    own = Actor.objects.kept_by(user).published().filter(pk__in=[actor.pk for actor in actors])
    return set(own.values_list("pk", flat=True))


def _found(user, words):
    """Published organisations kept by this steward that hold every word."""
    wanted = searchable(words).split()
    if not wanted:
        return []
    found = Actor.objects.kept_by(user).published().select_related("commune")
    for word in wanted:
        found = found.filter(search__contains=word)
    return list(found.defer("presentation", "commune__outline", "commune__shape")[:MOST_FOUND])


def _conflict(request, actor, form=None):
    """Somebody was faster: both texts, and what was typed can still be saved where that makes sense."""
    # What was typed about somebody who was erased in that very second is not given back to be used elsewhere.
    typed = _differences(actor, form) if form is not None and not actor.is_forgotten else []
    if actor.status != Actor.Status.PROPOSED:
        context = {"actor": actor, "typed": typed, "is_late": True}
        return render(request, "mapping/moderation_settled.html", context, status=409)
    if form is None:
        return _page(request, actor, problem="Cette fiche vient d’être corrigée : relisez-la.", status=409)
    data = form.data.copy()
    data["version"] = str(actor.version)
    context = {"actor": actor, "typed": typed, "form": _form(request, actor.pk, data)}
    return render(request, "mapping/moderation_conflict.html", context, status=409)


def _differences(actor, form) -> list[dict[str, str]]:
    """Each field in which what was typed differs from what is saved."""
    as_typed, saved = Actor(**form.description()), actor
    return [
        {"label": form.fields[name].label, "saved": _said(saved, name), "typed": _said(as_typed, name)}
        for name in form.Meta.fields
        if getattr(saved, name) != getattr(as_typed, name)
    ]


def _said(actor, name) -> str:
    say = getattr(actor, f"get_{name}_display", None)
    return str(say() if say else getattr(actor, name)) or "(vide)"


def _number(text) -> int:
    """A key or a version as a form sends it; 0, which nothing has, for anything else."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
