"""The register of places of a cycle, kept by its team."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ..changes import differences
from ..forms_venue import VenueForm
from ..models import Venue, Workday
from ..venues import StaleVenueError, VenueInUseError, add_venue, in_words_of, remove_venue, save_venue
from .team import team_cycle, version_said


@require_safe
def venue_list(request, slug):
    """The places, each with the days that meet there."""
    cycle = team_cycle(request, slug)
    venues = list(Venue.objects.filter(cycle=cycle).select_related("commune"))
    days = defaultdict(list)
    for workday in Workday.objects.filter(cycle=cycle, venue__isnull=False):
        days[workday.venue_id].append(workday)
    rows = [(venue, days[venue.pk]) for venue in venues]
    return render(request, "cycle/venue_list.html", {"cycle": cycle, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def venue_create(request, slug):
    """Put a place into the register; sent twice, it is there once."""
    cycle = team_cycle(request, slug)
    form = VenueForm(_posted(request), cycle=cycle, instance=Venue(cycle=cycle))
    if form.is_valid():
        try:
            is_news = add_venue(form.instance, user=request.user)
        except ValidationError as error:
            form.add_error("name", error.messages)
        else:
            if is_news:
                messages.success(request, f"« {form.instance} » est dans la liste des lieux.")
            return redirect("cycle:venues", slug=cycle.slug)
    return render(request, "cycle/venue_form.html", {"cycle": cycle, "form": form, "venue": None})


@require_http_methods(["GET", "HEAD", "POST"])
def venue_edit(request, slug, pk):
    """Correct a place. Saved over somebody else's changes, nothing is written and both texts are shown."""
    cycle, venue = _venue(request, slug, pk)
    version = version_said(request.POST.get("version", "")) if request.method == "POST" else venue.version
    form = VenueForm(_posted(request), cycle=cycle, instance=venue)
    context = {"cycle": cycle, "form": form, "venue": venue, "name": venue.name, "version": version}
    if not form.is_valid():
        return render(request, "cycle/venue_form.html", context)
    try:
        is_news = save_venue(form.instance, version=version, user=request.user)
    except StaleVenueError as stale:
        found = differences(in_words_of(stale.venue), in_words_of(form.instance))
        context |= {"name": stale.venue.name, "version": stale.venue.version, "differences": found}
        return render(request, "cycle/venue_form.html", context, status=409)
    except ValidationError as error:
        form.add_error("name", error.messages)
        return render(request, "cycle/venue_form.html", context)
    if is_news:
        messages.success(request, f"« {form.instance} » est à jour, et les journées qui s’y tiennent aussi.")
    else:
        messages.info(request, f"« {form.instance} » était déjà ainsi : rien n’a changé.")
    return redirect("cycle:venues", slug=cycle.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def venue_delete(request, slug, pk):
    """Take a place out of the register, once asked whether one means it."""
    cycle, venue = _venue(request, slug, pk)
    workdays = list(Workday.objects.filter(venue=venue))
    if request.method == "POST":
        try:
            remove_venue(venue, user=request.user)
        except VenueInUseError as in_use:
            workdays = in_use.workdays
        else:
            messages.success(request, f"« {venue} » n’est plus dans la liste des lieux.")
            return redirect("cycle:venues", slug=cycle.slug)
    context = {"cycle": cycle, "venue": venue, "workdays": workdays}
    status = 409 if request.method == "POST" else 200
    return render(request, "cycle/venue_delete.html", context, status=status)


def _venue(request, slug, pk):
    cycle = team_cycle(request, slug)
    return cycle, get_object_or_404(Venue.objects.select_related("cycle", "commune"), cycle=cycle, pk=pk)


def _posted(request):
    return request.POST if request.method == "POST" else None
