"""The page of an organisation: what it does, for whom, where, and whom to call there."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from support.public_pages import public_page

from ..models import Action, Actor, Territory
from ..names import alphabetical


def _scopes(request, **kwargs):
    return ["actors", "territories"]


@login_not_required
@require_safe
@public_page(scopes=_scopes)
def actor_detail(request, pk):
    actor = Actor.objects.visible_to(request.user).select_related("commune").filter(pk=pk).first()
    if actor is None:
        return redirect(_survivor(request.user, pk))
    is_keeper = Actor.objects.kept_by(request.user).filter(pk=actor.pk).exists()
    contacts = actor.contacts.all() if is_keeper else actor.contacts.filter(is_public=True)
    return render(
        request,
        "mapping/actor_detail.html",
        {
            "actor": actor,
            "actions": told_actions(actor),
            "contacts": contacts,
            "is_keeper": is_keeper,
        },
    )


def told_actions(actor):
    """The actions of an actor with all that a page says of them, in four queries."""
    places = Territory.objects.defer("outline", "shape")
    actions = Action.objects.filter(actor=actor).prefetch_related(
        "publics", "stages", Prefetch("territories", places)
    )
    return [
        {
            "action": action,
            "publics": [public.get_public_display() for public in action.publics.all()],
            "stages": [stage.get_stage_display() for stage in action.stages.all()],
            "places": sorted(action.territories.all(), key=lambda place: alphabetical(place.name)),
        }
        for action in actions
    ]


def _survivor(user, pk):
    """The actor that took this one's place, if this user sees it; Http404 otherwise."""
    merged = get_object_or_404(Actor.objects.select_related("merged_into"), pk=pk, status=Actor.Status.MERGED)
    if not Actor.objects.visible_to(user).contains(merged.merged_into):
        raise Http404
    return merged.merged_into
