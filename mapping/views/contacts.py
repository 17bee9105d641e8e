"""Whom to call, corrected by the very person: what an organisation's page says of them, and to whom."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from .. import contacts
from ..forms import OwnContactForm
from ..models import ActorContact


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request, pk):
    """Correct one's own work contact, give or take back one's consent to show it, or remove it."""
    own = ActorContact.objects.of(request.user).select_related("actor").filter(pk=pk)
    if request.method == "POST" and request.POST.get("action") == "remove":
        return _remove(request, own)
    contact = get_object_or_404(own)
    actor = contact.actor
    form = OwnContactForm(request.POST if request.method == "POST" else None, instance=contact)
    if form.is_valid():
        if contacts.correct(request.user, pk, **form.cleaned_data):
            messages.success(request, f"Vos coordonnées chez « {actor} » sont à jour.")
        else:
            messages.warning(request, f"« {actor} » ne garde plus vos coordonnées : rien n’est enregistré.")
        return redirect("accounts:profile")
    return render(request, "mapping/contact.html", {"actor": actor, "form": form})


def _remove(request, own):
    """Pressed twice, or asked of what is somebody else's: the account shows what there is."""
    if (contact := own.first()) is not None:
        contacts.remove(ActorContact.objects.of(request.user).filter(pk=contact.pk))
        messages.success(request, f"« {contact.actor} » ne garde plus vos coordonnées.")
    return redirect("accounts:profile")
