"""One's own account: everything held about oneself, to read, to take away."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import personal
from ..account_part import address_to_write_to


@never_cache
@require_safe
def profile(request):
    """Each thing that the portal holds about its reader, who else sees it, and where to correct it."""
    return render(
        request,
        "accounts/profile.html",
        {"sections": personal.sections(request.user), "write_to": address_to_write_to()},
    )


@never_cache
@require_safe
def data(request):
    """The same, whole, as a file (JSON) that its owner keeps or hands to another service."""
    held = {
        "portal": settings.PORTAL_NAME,
        "address": settings.PORTAL_URL,
        "collected_at": timezone.now().isoformat(timespec="seconds"),
        **personal.collect(request.user),
    }
    return JsonResponse(
        held,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": 'attachment; filename="mes-donnees.json"'},
    )
