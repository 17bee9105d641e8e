"""One's own place in a cycle: taking it, saying who one is there, giving it up."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from cycle.models import Cycle, Membership

from .. import services
from ..forms import CardForm
from ..models import Participant


@require_http_methods(["GET", "HEAD", "POST"])
def join(request, slug):
    """Join a public cycle freely. Whoever is in it already reads what they are there."""
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user).select_related("territory"), slug=slug)
    membership = _memberships(request).filter(cycle=cycle).first()
    if membership is not None:
        if request.method == "POST":
            return redirect("participants:join", slug=cycle.slug)
        return render(request, "participants/already.html", {"cycle": cycle, "membership": membership})
    last_card = Participant.objects.latest_of(cycle, request.user)
    form = _card_form(request, cycle, last_card)
    if form.is_valid():
        _, is_new = services.join(cycle, request.user, **form.card())
        if not is_new:
            return redirect("participants:join", slug=cycle.slug)
        messages.success(request, f"Vous participez au cycle « {cycle} ».")
        return redirect(cycle)
    return render(request, "participants/join.html", {"cycle": cycle, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def card(request, slug):
    """Correct who one is in this cycle."""
    membership = get_object_or_404(_memberships(request), cycle__slug=slug)
    form = _card_form(request, membership.cycle, Participant.objects.filter(membership=membership).first())
    if form.is_valid():
        services.change_card(membership, **form.card())
        messages.success(request, "Votre fiche est à jour.")
        return redirect("participants:card", slug=slug)
    context = {"cycle": membership.cycle, "membership": membership, "form": form}
    return render(request, "participants/card.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, slug):
    """Leave a cycle, once asked whether one means it."""
    membership = get_object_or_404(_memberships(request), cycle__slug=slug)
    problem = None
    if request.method == "POST":
        try:
            services.leave(membership)
        except services.LastFacilitatorError as error:
            problem = error.message
        else:
            messages.success(request, f"Vous avez quitté le cycle « {membership.cycle} ».")
            return redirect("home")
    context = {"cycle": membership.cycle, "membership": membership, "problem": problem}
    return render(request, "participants/leave.html", context, status=409 if problem else 200)


def _card_form(request, cycle, card):
    return CardForm(request.POST if request.method == "POST" else None, cycle=cycle, card=card)


def _memberships(request):
    return Membership.objects.current().filter(user=request.user).select_related("cycle__territory", "user")
