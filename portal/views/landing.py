from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.safe_next import safe_next

from ..landing import landing_address


@never_cache
@require_safe
def landing(request):
    """Go on from the log-in: where one was going, if one was going somewhere, else to one's next action."""
    return redirect(safe_next(request.GET.get("next"), "") or landing_address(request.user))
