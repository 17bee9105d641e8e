"""Leaving the portal for good."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import fresh_code
from ..deletion import DELETION, erase_account
from ..forms import DeletionForm
from ..personal import HeldBackError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request):
    """Say what goes and what stays; then, with a fresh code and one's own address typed, do it."""
    code_page = fresh_code.page(DELETION, reverse("accounts:delete"))
    is_fresh = fresh_code.is_fresh(request, DELETION)
    form = DeletionForm(request.POST if request.method == "POST" else None, address=request.user.email)
    problem = None
    if request.method == "POST":
        if not is_fresh:
            return redirect(code_page)
        if form.is_valid():
            try:
                erase_account(request.user)
            except HeldBackError as error:
                problem = error.message
            else:
                logout(request)
                return redirect("accounts:deleted")
    context = {"form": form, "is_fresh": is_fresh, "code_page": code_page, "problem": problem}
    return render(request, "accounts/delete.html", context, status=409 if problem else 200)


@login_not_required
@require_safe
def deleted(request):
    """Goodbye; whoever still has an account is shown it."""
    if request.user.is_authenticated:
        return redirect("accounts:profile")
    return render(request, "accounts/deleted.html")
