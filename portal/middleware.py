"""Who may go on: people logged in, and facilitators once they have a second factor."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from cycle.models import Membership

from .views.errors import logged_out

# What a facilitator without a second factor may still open: what enrolling takes, the ways out, the law.
WITHOUT_SECOND_FACTOR = {
    "accounts:delete",
    "accounts:fresh_code",
    "account_logout",
    "mfa_index",
    "mfa_activate_totp",
    "accessibility",
    "privacy",
    "legal",
    "health",
    "robots",
}


class LoginRequired(LoginRequiredMiddleware):
    """Every view is private unless it says otherwise; HTMX takes the whole page to the log-in form.

    What was typed in a form whose session ended comes back, to be sent once logged in again.
    """

    def handle_no_permission(self, request, view_func):
        htmx = HtmxDetails(request)
        if request.method == "POST":
            return logged_out(request)
        if not htmx:
            return super().handle_no_permission(request, view_func)
        # A redirect would put the log-in form inside the fragment, and come back to the fragment's address.
        query = urlencode({"next": htmx.current_url_abs_path or "/"})
        return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")


class SecondFactorMiddleware:
    """Facilitators without a second factor are sent to enrol one, where the settings ask for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if (
            not settings.PORTAL_REQUIRE_SECOND_FACTOR
            or settings.PORTAL_DEMO
            or request.resolver_match.view_name in WITHOUT_SECOND_FACTOR
            or not request.user.is_authenticated
            or not lacks_second_factor(request.user)
        ):
            return None
        if HtmxDetails(request):
            return HttpResponseClientRedirect(reverse("mfa_activate_totp"))
        return redirect("mfa_activate_totp")


def lacks_second_factor(user) -> bool:
    """Whether this person facilitates a cycle and logs in with an e-mailed code alone. One query."""
    facilitates = Membership.objects.facilitating().filter(user=OuterRef("pk"))
    enrolled = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return User.objects.filter(Exists(facilitates), ~Exists(enrolled), pk=user.pk).exists()
