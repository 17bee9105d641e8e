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
from ..models.signatory import capacity_in_words
from ..reading import text_of

SIGNING = fresh_code.Purpose("sign-charter", "signer la charte")
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
    form = _form(request, version)
    membership = Membership.objects.current().filter(cycle=cycle, user=request.user).first()
    is_fresh = fresh_code.is_fresh(request, SIGNING)
    may_sign = membership is not None and membership.role in services.SIGNING_ROLES
    if may_sign and is_fresh and form.is_valid():
        # Whether it is signed already, and still in force, the service sees under its lock.
        return _sign(request, version, form)
    signed = Signatory.objects.of(request.user).in_force().filter(version=version).first()
    if signed is not None:
        return redirect(signed)
    here = reverse("charter:version_sign", args=[version.pk])
    if membership is None:
        join = reverse("participants:join", args=[cycle.slug])
        return _detour(request, version, form, f"{join}?{urlencode({'next': here})}")
    if not may_sign:
        raise PermissionDenied
    if not version.is_in_force:
        return _superseded(request, version, form)
    if not is_fresh and (request.method != "POST" or form.is_valid()):
        return _detour(request, version, form, fresh_code.page(SIGNING, here))
    return _page(request, version, form)


def _sign(request, version, form):
    words = {name: form.cleaned_data[name] for name in ("name", "is_displayed")}
    try:
        signatory, _ = services.sign(version, request.user, read_as=request.POST.get("read_as"), **words)
    except services.NotInForceError:
        return _superseded(request, version, form)
    except services.CapacityChangedError as error:
        return _page(request, version, form, changed=error.message)
    _forget(request, version)
    return redirect(signatory)


def _page(request, version, form, *, changed=""):
    cycle = version.charter.cycle
    context = {
        "cycle": cycle,
        "version": version,
        "text": text_of(version),
        "form": form,
        "capacity": capacity_in_words(**services.capacity_of(request.user, cycle)),
        "changed": changed,
    }
    return render(request, "charter/version_sign.html", context, status=409 if changed else 200)


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
