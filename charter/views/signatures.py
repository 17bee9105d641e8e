"""One's own signatures: the receipt, being shown or not, withdrawing."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import services
from ..canonical import canonical
from ..forms import DisplayForm
from ..models import Signatory


@never_cache
@require_safe
def receipt(request, pk):
    """What was signed, when, as what, and how to check it: for whoever signed it alone."""
    signatory = get_object_or_404(_own(request), pk=pk)
    return render(
        request,
        "charter/receipt.html",
        {
            "cycle": signatory.version.charter.cycle,
            "signatory": signatory,
            "committed": canonical({"salt": signatory.salt, "payload": signatory.signature_payload()}),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signature_display(request, pk):
    """Choose whether one is shown in the public list."""
    signatory = get_object_or_404(_own(request), pk=pk)
    if signatory.withdrawn_at is not None:
        return redirect(signatory)
    if request.method == "POST":
        form = DisplayForm(request.POST)
        if form.is_valid():
            services.display(signatory, **form.cleaned_data)
            shown = "est" if form.cleaned_data["is_displayed"] else "n’est plus"
            messages.success(request, f"Votre nom {shown} montré dans la liste publique des signataires.")
            return redirect(signatory)
    else:
        form = DisplayForm(initial={"is_displayed": signatory.is_displayed})
    context = {"cycle": signatory.version.charter.cycle, "signatory": signatory, "form": form}
    return render(request, "charter/signature_display.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signature_withdraw(request, pk):
    """Withdraw, once asked whether one means it; again, the receipt says that it is done."""
    signatory = get_object_or_404(_own(request), pk=pk)
    if signatory.withdrawn_at is not None:
        return redirect(signatory)
    if request.method == "POST":
        services.withdraw(signatory, request.user)
        messages.success(request, "Votre signature est retirée.")
        return redirect(signatory)
    context = {"cycle": signatory.version.charter.cycle, "signatory": signatory}
    return render(request, "charter/signature_withdraw.html", context)


def _own(request):
    return Signatory.objects.of(request.user).select_related(
        "version__charter__cycle", "link", "withdrawal_link"
    )
