"""The charter as everybody reads it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cycle.models import Cycle, Membership
from support.public_pages import public_page

from ..models import Signatory, Version
from ..reading import displayed_page, figures, text_of
from ..services import SIGNING_ROLES


@login_not_required
@require_safe
def charter_list(request):
    """Whoever shortens an address finds the cycles on the home page."""
    return redirect(reverse("home") + "#cycles")


@login_not_required
@require_safe
@public_page(
    scopes=lambda request, slug: [f"cycle:{slug}", f"charter:{slug}"], params=["page"], max_variants=200
)
def detail(request, slug):
    """The version in force, its figures, those who chose to be shown; or what is known of a charter."""
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user), slug=slug)
    version = (
        Version.objects.in_force()
        .filter(charter__cycle=cycle)
        .select_related("charter")
        .defer("text")
        .first()
    )
    if version is None:
        return render(request, "charter/none.html", {"cycle": cycle})
    version.charter.cycle = cycle
    counted = figures(version)
    earlier = Version.objects.adopted().filter(charter=version.charter_id).exclude(pk=version.pk)
    return render(
        request,
        "charter/detail.html",
        {
            "cycle": cycle,
            "version": version,
            "text": text_of(version),
            "figures": counted,
            "page": displayed_page(version, counted, request.GET.get("page")),
            "earlier": earlier.only("number", "title", "decided", "adopted_at").order_by("-number"),
            "own": _own(request, version),
            "only_watches": _only_watches(request.user, cycle),
        },
    )


# A version is known by its number alone: its cycle, and what replaces it, change under these two names.
@login_not_required
@require_safe
@public_page(scopes=lambda request, pk: ["cycles", "charters"])
def version_detail(request, pk):
    """One adopted text, whether it is in force or was replaced."""
    version = get_object_or_404(
        Version.objects.visible_to(request.user).select_related("charter__cycle").defer("text"), pk=pk
    )
    return render(
        request,
        "charter/version_detail.html",
        {
            "cycle": version.charter.cycle,
            "version": version,
            "text": text_of(version),
            "successor": Version.objects.filter(predecessor=version).first(),
            "own": _own(request, version),
        },
    )


@login_not_required
@require_safe
def version_text(request, pk):
    """The exact bytes whose SHA-256 is the version's digest."""
    version = get_object_or_404(Version.objects.visible_to(request.user), pk=pk)
    name = f"charte-{version.pk}-version-{version.number}.json"
    return HttpResponse(
        version.text.encode(),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _only_watches(user, cycle):
    """Whether this reader is in the cycle in a role that does not sign."""
    if not user.is_authenticated:
        return False
    own = Membership.objects.current().filter(cycle=cycle, user=user)
    return own.exclude(role__in=SIGNING_ROLES).exists()


def _own(request, version):
    """The reader's own signature of this version, if they are logged in and have one."""
    return Signatory.objects.of(request.user).in_force().filter(version=version).first()
