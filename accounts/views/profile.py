from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def profile(request):
    """One's own account: its address, its second factor, the way out."""
    return render(
        request,
        "accounts/profile.html",
        {"has_second_factor": is_mfa_enabled(request.user, [Authenticator.Type.TOTP])},
    )
