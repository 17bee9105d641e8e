from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ..contact import Sending, recipients, write_to_team
from ..forms import TRAP, ContactForm
from ..models import Contact, Cycle


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_contact(request, slug):
    """A form that reaches the team of the cycle; postal addresses alone where nobody would receive it."""
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user), slug=slug)
    if request.method != "POST":
        return _page(request, cycle, ContactForm() if recipients(cycle) else None)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, cycle, form)
    sending = write_to_team(request, cycle, **form.cleaned_data)
    if sending is Sending.QUEUED:
        messages.success(
            request, "Votre message est confié à l’équipe du cycle. Elle vous répondra par courriel."
        )
        return redirect("cycle:contact", slug=cycle.slug)
    if sending is Sending.TOO_MANY:
        form.add_error(None, "Trop de messages sont partis d’ici depuis une heure. Réessayez plus tard.")
        return _page(request, cycle, form, status=429)
    form.add_error(None, "Personne ne peut recevoir ce message pour l’instant : écrivez par la poste.")
    return _page(request, cycle, form, status=409)


def _page(request, cycle, form, status=200):
    context = {
        "cycle": cycle,
        "form": form,
        "contacts": Contact.objects.filter(cycle=cycle),
        "trap": TRAP,
        "trap_value": form.data.get(TRAP, "") if form else "",
    }
    return render(request, "cycle/contact.html", context, status=status)
