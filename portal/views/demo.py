from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from support.outbox.models import Mail

from .. import demo

MAILS_PER_PAGE = 20


def demo_only(view):
    """The page does not exist outside the demonstration."""

    @wraps(view)
    def only_in_demonstration(request, *args, **kwargs):
        if not settings.PORTAL_DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return only_in_demonstration


@login_not_required
@demo_only
@require_safe
def demo_index(request):
    return _render_index(request)


@login_not_required
@demo_only
@require_POST
def demo_enter(request):
    """Logs in the fictional person of the asked role, in place of whoever was logged in."""
    role = request.POST.get("role", "")
    if role not in demo.ROLES:
        return _render_index(
            request, error="Ce rôle n’existe pas. Choisissez l’un des trois ci-dessous.", status=400
        )
    cycle = demo.demonstration_cycle()
    if cycle is None:
        return _render_index(request, status=503)
    login(request, demo.person_with_role(cycle, role), backend=settings.AUTHENTICATION_BACKENDS[0])
    messages.success(request, f"Vous êtes dans ce cycle avec le rôle « {demo.ROLES[role].title} ».")
    return redirect("landing")


@login_not_required
@demo_only
@require_safe
def demo_mails(request):
    """What would have left, newest first: here a log-in code is read as in a mailbox."""
    page = Paginator(Mail.objects.all(), MAILS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/demo_mails.html", {"page": page})


def _render_index(request, error="", status=200):
    cycle = demo.demonstration_cycle()
    context = {"cycle": cycle, "roles": demo.ROLES.values(), "error": error}
    return render(request, "portal/demo_index.html", context, status=status)
