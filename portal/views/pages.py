"""What the law and good manners ask of a site; who answers for it comes from `settings.PORTAL_OPERATOR`."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from support.outbox.delivery import KEPT_DAYS
from support.public_pages import public_page

DAY = 86_400

# These pages change with a release only.
plain = public_page(scopes=lambda request: [])


@plain
@login_not_required
@require_safe
def accessibility(request):
    return render(request, "portal/accessibility.html", {"operator": settings.PORTAL_OPERATOR})


@plain
@login_not_required
@require_safe
def privacy(request):
    return render(
        request,
        "portal/privacy.html",
        {
            "operator": settings.PORTAL_OPERATOR,
            "session_cookie": settings.SESSION_COOKIE_NAME,
            "session_days": settings.SESSION_COOKIE_AGE // DAY,
            "csrf_cookie": settings.CSRF_COOKIE_NAME,
            "csrf_days": settings.CSRF_COOKIE_AGE // DAY,
            "mail_days": KEPT_DAYS,
            "code_minutes": settings.CODE_LIFETIME // 60,
        },
    )


@plain
@login_not_required
@require_safe
def legal(request):
    return render(request, "portal/legal.html", {"operator": settings.PORTAL_OPERATOR})


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def robots(request):
    """Public pages may be found; accounts may not, and a demonstration not at all."""
    closed = ["/"] if settings.PORTAL_DEMO else ["/compte/", reverse("health")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=DAY)
def favicon(request):
    """For whoever asks for it without reading the page, which names the drawing itself."""
    return HttpResponseRedirect(static("icons/favicon.svg"))
