"""allauth's second-factor pages, behind a fresh code, and without a write on GET."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, get_totp_secret
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from ..fresh_code import SECOND_FACTOR, fresh_code_required

guarded = fresh_code_required(SECOND_FACTOR)


class ActivateTOTPView(totp.ActivateTOTPView):
    """Enrol an application: first why and how, then, on request, a secret to scan, then the code it shows."""

    def get(self, request, *args, **kwargs):
        if SECRET_SESSION_KEY not in request.session:
            return render(request, "mfa/totp/begin.html")
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if request.POST.get("action") == "begin":
            get_totp_secret(regenerate=True)
            return redirect("mfa_activate_totp")
        if SECRET_SESSION_KEY not in request.session:
            return redirect("mfa_activate_totp")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        # The application has just been used: do not ask for it again before showing the recovery codes.
        record_authentication(self.request, self.request.user, "mfa", type="totp", reauthenticated=True)
        return response


activate_totp = never_cache(guarded(ActivateTOTPView.as_view()))
deactivate_totp = never_cache(guarded(totp.deactivate_totp))
view_recovery_codes = never_cache(guarded(recovery_codes.view_recovery_codes))
generate_recovery_codes = never_cache(guarded(recovery_codes.generate_recovery_codes))
download_recovery_codes = never_cache(guarded(recovery_codes.download_recovery_codes))
