"""Whom to call, corrected by the very person: what an organisation's page says of them, and to whom."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from support.public_pages import touching

from ..forms import OwnContactForm
from ..models import ActorContact


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request, pk):
    """Correct one's own work contact, give or take back one's consent to show it, or remove it."""
    contact = get_object_or_404(ActorContact.objects.of(request.user).select_related("actor"), pk=pk)
    actor = contact.actor
    if request.method == "POST" and request.POST.get("action") == "remove":
        with touching("actors"):
            ActorContact.objects.of(request.user).filter(pk=pk).delete()
        messages.success(request, f"« {actor} » ne garde plus vos coordonnées.")
        return redirect("accounts:profile")
    form = OwnContactForm(request.POST if request.method == "POST" else None, instance=contact)
    if form.is_valid():
        with touching("actors"):
            form.save()
        messages.success(request, f"Vos coordonnées chez « {actor} » sont à jour.")
        return redirect("accounts:profile")
    return render(request, "mapping/contact.html", {"actor": actor, "form": form})
