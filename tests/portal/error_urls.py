"""Views that fail in each way a view can, and one that accepts a form."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST

from accounts.models import User
from support.public_pages import public_page, touching

FAILURES = {
    "verrou": lambda: OperationalError("database is locked"),
    "coupure": lambda: InterfaceError("connection already closed"),
    "bogue": ZeroDivisionError,
    "interdit": PermissionDenied,
}
RECEIVED = []


@login_not_required
def fail(request, how):
    raise FAILURES[how]()


@public_page(scopes=lambda request, **kwargs: [])
@login_not_required
def fail_in_public(request, how):
    raise FAILURES[how]()


@login_not_required
@require_POST
def receive(request):
    RECEIVED.append(request.POST.copy())
    return HttpResponse("reçu")


@login_not_required
@require_POST
def write(request):
    with touching("text"):
        return HttpResponse("écrit")


@login_not_required
def look_up(request, word=""):
    """Asks the database with whatever comes, as a careless view would."""
    found = User.objects.filter(email=request.GET.get("q", word) + request.POST.get("q", "")).count()
    return HttpResponse(f"{found}")


@login_not_required
def number(request, pk):
    return HttpResponse(f"{User.objects.filter(pk=pk).count()}")


handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.permission_denied"
handler404 = "portal.views.errors.page_not_found"
handler500 = "portal.views.errors.server_error"

urlpatterns = [
    path("panne/<how>/", fail),
    path("panne-publique/<how>/", fail_in_public),
    path("formulaire/", receive),
    path("ecrire/", write),
    path("cherche/", look_up),
    path("cherche/<path:word>/", look_up),
    path("numero/<int:pk>/", number),
    path("", include("portal.urls")),
]
