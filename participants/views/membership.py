"""One's own place in a cycle: taking it, saying who one is there, giving it up."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.safe_next import safe_next
from cycle.models import Cycle, Membership

from .. import services
from ..forms import CardForm
from ..models import Participant


@require_http_methods(["GET", "HEAD", "POST"])
def join(request, slug):
    """Join a public cycle freely, then go on to `next`. Whoever is in it already reads what they are."""
    then = safe_next(request.GET.get("next"), default="")
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user).select_related("territory"), slug=slug)
    membership = _memberships(request).filter(cycle=cycle).first()
    if membership is not None:
        if then or request.method == "POST":
            return redirect(then or reverse("participants:join", args=[cycle.slug]))
        return render(request, "participants/already.html", {"cycle": cycle, "membership": membership})
    last_card = Participant.objects.latest_of(cycle, request.user)
    form = _card_form(request, cycle, last_card)
    if form.is_valid():
        _, is_new = services.join(cycle, request.user, **form.card())
        if is_new:
            messages.success(request, f"Vous participez au cycle « {cycle} ».")
            return redirect(then or cycle)
        return redirect(then or reverse("participants:join", args=[cycle.slug]))
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
