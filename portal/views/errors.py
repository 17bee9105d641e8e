"""What a person reads when something is refused or fails: what happened, what to do, nothing typed lost."""

import logging
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django_htmx.http import reswap, retarget
from django_htmx.middleware import HtmxDetails

from accounts.safe_next import safe_next

RETRY_AFTER = 10  # seconds
KEPT_CHARACTERS = 100_000
TOKEN = "csrfmiddlewaretoken"  # noqa: S105
# Never shown again, never sent again.
SECRETS = {TOKEN, "code", "otp", "password", "password1", "password2", "secret", "token"}

NOTHING_TYPED = {"typed": [], "resend": False, "is_partial": False}

logger = logging.getLogger(__name__)


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return render(request, "errors/400.html", status=400)


def too_large(request):
    return render(request, "errors/400.html", {"too_large": True}, status=413)


def permission_denied(request, exception=None):
    return render(request, "errors/403.html", status=403)


def page_not_found(request, exception=None):
    return render(request, "errors/404.html", status=404)


def csrf_failure(request, reason=""):
    """The form came without its token: a log-in renewed it, cookies are refused, or another site sent it.

    Only what a page of ours sent is shown again: another site must not put its words into our page, one
    button away from being accepted.
    """
    kept = what_was_typed(request) if _sent_by_our_page(request) else NOTHING_TYPED
    return render(request, "errors/csrf.html", {**kept, "address": request.get_full_path()}, status=403)


def logged_out(request):
    """A form came after its session had ended: what was typed waits here while somebody logs in again."""
    htmx = HtmxDetails(request)
    came_from = htmx.current_url_abs_path if htmx else _own_referer(request)
    context = {**what_was_typed(request), "address": request.get_full_path(), "came_from": came_from or "/"}
    # HTMX would drop a 403.
    response = render(request, "errors/logged_out.html", context, status=200 if htmx else 403)
    return reswap(retarget(response, "body"), "innerHTML") if htmx else response


def server_error(request):
    """500, or 503 when the database does not answer: neither page touches the database or the session."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return _alone(request, "errors/500.html", 500, {**what_was_typed(request), "resend": False})


def unavailable(request):
    """A lock not had in time, a pool without a free connection, a database that restarts: try again soon."""
    context = {**what_was_typed(request)}
    # A form whose token was not checked yet may come from another site.
    if not getattr(request, "csrf_processing_done", False):
        context["resend"] = False
    response = _alone(request, "errors/503.html", 503, context)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def what_was_typed(request: HttpRequest) -> dict:
    """The posted fields as (name, value), secrets left out, and whether one button can send them again.

    A very long text is not sent back: the short ones are, and `is_partial` says so.
    """
    if request.method != "POST":
        return NOTHING_TYPED
    try:
        posted, files = request.POST, request.FILES
    except Exception:  # Too many fields, cut connection: nothing can be read, hence nothing kept.
        logger.info("A refused form could not be read again.")
        return NOTHING_TYPED
    fields = [(name, value) for name, values in posted.lists() for value in values]
    typed = [(name, value) for name, value in fields if name not in SECRETS]
    kept = _within(typed, KEPT_CHARACTERS)
    is_partial = len(kept) < len(typed)
    complete = {name for name, _ in fields} & SECRETS <= {TOKEN} and not files and not is_partial
    return {"typed": kept, "resend": bool(typed) and complete, "is_partial": is_partial}


def _within(fields, characters):
    """Those fields, the shortest first, that make no more than so many characters; in their own order."""
    kept = set()
    for index in sorted(range(len(fields)), key=lambda index: len(fields[index][1])):
        characters -= len(fields[index][1])
        if characters < 0:
            break
        kept.add(index)
    return [field for index, field in enumerate(fields) if index in kept]


def _own_referer(request) -> str:
    """The page of ours that the form stood on, as a path; "" when the browser does not say."""
    origin, referer = f"{request.scheme}://{request.get_host()}", request.META.get("HTTP_REFERER", "")
    return safe_next(referer.removeprefix(origin), "") if referer.startswith(f"{origin}/") else ""


def _sent_by_our_page(request) -> bool:
    site = request.META.get("HTTP_SEC_FETCH_SITE")
    if site:
        return site == "same-origin"
    return request.META.get("HTTP_ORIGIN") == f"{request.scheme}://{request.get_host()}"


def _alone(request, template: str, status: int, context: dict) -> HttpResponse:
    """A page that needs nothing but its template; if even that fails, a few words."""
    try:
        context["portal_name"] = settings.PORTAL_NAME
        context["address"] = request.get_full_path()
        context["posted"] = request.method == "POST"
        if context.get("resend"):
            context["csrf_token"] = get_token(request)
        return HttpResponse(render_to_string(template, context), status=status)
    except Exception:
        logger.exception("The page for status %s could not be made.", status)
        return HttpResponse(
            '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Erreur</title>'
            "<h1>Le portail ne répond pas comme il le devrait</h1>"
            "<p>Réessayez dans quelques instants.</p></html>",
            status=status,
        )
