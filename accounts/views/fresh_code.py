from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .. import fresh_code as codes
from ..forms import FreshCodeForm
from ..safe_next import safe_next


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fresh_code(request):
    """Ask for a fresh code, then go where one was going. Opening the page sends nothing: its button does."""
    purpose = codes.Purpose.unsealed(request.GET.get("pour", ""))
    if purpose is None:
        return redirect("accounts:profile")
    then = safe_next(request.GET.get("next"))
    if codes.is_fresh(request, purpose):
        return redirect(then)
    here = codes.page(purpose, then)
    form = FreshCodeForm()
    if request.method == "POST" and request.POST.get("action") == "ask":
        if not codes.ask(request, purpose):
            messages.error(request, get_adapter().error_messages["rate_limited"])
        return redirect(here)
    if request.method == "POST":
        form = FreshCodeForm(request.POST)
        if form.is_valid():
            answer = codes.verify(request, purpose, form.cleaned_data["code"])
            if answer is codes.Answer.RIGHT:
                return redirect(then)
            if answer is codes.Answer.DEAD:
                messages.error(request, "Ce code ne peut plus servir. Demandez-en un nouveau.")
                return redirect(here)
            form.add_error("code", get_adapter().error_messages["incorrect_code"])
    return render(
        request,
        "accounts/fresh_code.html",
        {
            "form": form,
            "purpose": purpose,
            "here": here,
            "then": then,
            "is_pending": codes.is_pending(request, purpose),
        },
    )
