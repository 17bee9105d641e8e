"""Signing a version: to have joined, to have typed a code a moment ago, to mean it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import fresh_code
from cycle.models import Membership
from participants.models import Participant

from .. import services
from ..forms import SignForm
from ..models import Signatory, Version
from ..reading import chapters

SIGNING = fresh_code.Purpose("sign-charter", "signer la charte")
# Observers watch: what they would commit to is not theirs.
SIGNING_ROLES = {Membership.Role.PARTICIPANT, Membership.Role.FACILITATOR}
# What was typed before a detour, by charter, until it is signed.
DRAFTS = "charter_drafts"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def version_sign(request, pk):
    """Sign the version in force. Whoever signed it reads the receipt; whoever has not joined joins first."""
    version = get_object_or_404(
        Version.objects.visible_to(request.user).select_related("charter__cycle").defer("text"), pk=pk
    )
    cycle = version.charter.cycle
    signed = Signatory.objects.of(request.user).in_force().filter(version=version).first()
    if signed is not None:
        return redirect(signed)
    form = _form(request, version)
    here = reverse("charter:version_sign", args=[version.pk])
    membership = Membership.objects.current().filter(cycle=cycle, user=request.user).first()
    if membership is None:
        join = reverse("participants:join", args=[cycle.slug])
        return _detour(request, version, form, f"{join}?{urlencode({'next': here})}")
    if membership.role not in SIGNING_ROLES:
        raise PermissionDenied
    if not version.is_in_force:
        return _superseded(request, version, form)
    if not fresh_code.is_fresh(request, SIGNING) and (request.method != "POST" or form.is_valid()):
        return _detour(request, version, form, fresh_code.page(SIGNING, here))
    if form.is_valid():
        return _sign(request, version, form)
    return render(
        request,
        "charter/version_sign.html",
        {
            "cycle": cycle,
            "version": version,
            "chapters": chapters(version),
            "form": form,
            "capacity": services.capacity_of(request.user, cycle),
        },
    )


def _sign(request, version, form):
    words = {name: form.cleaned_data[name] for name in ("name", "is_displayed")}
    try:
        signatory, _ = services.sign(version, request.user, **words)
    except services.NotInForceError:
        return _superseded(request, version, form)
    _forget(request, version)
    return redirect(signatory)


def _form(request, version):
    if request.method == "POST":
        return SignForm(request.POST)
    kept = request.session.get(DRAFTS, {}).get(str(version.charter_id))
    if kept is None:
        card = Participant.objects.current_of(version.charter.cycle, request.user).first()
        kept = {"name": card.name} if card else {}
    return SignForm(initial=kept)


def _detour(request, version, form, address):
    """Go there first; what was typed is found again afterwards, were it on the version that replaced this."""
    if form.is_valid():
        kept = {name: form.cleaned_data[name] for name in ("name", "is_displayed")}
        request.session[DRAFTS] = {**request.session.get(DRAFTS, {}), str(version.charter_id): kept}
    return redirect(address)


def _forget(request, version):
    drafts = request.session.get(DRAFTS, {})
    if str(version.charter_id) in drafts:
        request.session[DRAFTS] = {
            key: kept for key, kept in drafts.items() if key != str(version.charter_id)
        }


def _superseded(request, version, form):
    """A GET writes nothing, not even a message: the page of the version itself says that it was replaced."""
    if request.method != "POST":
        return redirect(version)
    messages.warning(
        request,
        "Une nouvelle version a remplacé celle que vous lisiez : rien n’est signé. Voici la nouvelle.",
    )
    in_force = Version.objects.in_force().get(charter=version.charter_id)
    return _detour(request, version, form, reverse("charter:version_sign", args=[in_force.pk]))
