"""Stewards draw quartiers, correct them, take them off the map."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from .. import services
from ..forms import NeighbourhoodForm
from ..models import Steward, Territory


@require_http_methods(["GET", "HEAD", "POST"])
def neighbourhood_create(request):
    if not Steward.objects.filter(user=request.user).exists():
        raise PermissionDenied
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            quartier, is_new = services.create_neighbourhood(**form.description())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, f"« {quartier.name} » est sur la carte." if is_new else "Ce quartier y était déjà."
            )
            return redirect(quartier)
    return render(request, "mapping/neighbourhood_form.html", {"form": form, "quartier": None})


@require_http_methods(["GET", "HEAD", "POST"])
def neighbourhood_edit(request, pk):
    quartier = _kept(request, pk)
    form = _form(request, quartier)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_neighbourhood(quartier, **form.description(), keep_outline=form.keeps_outline)
        except ValidationError as error:
            form.add_error(None, error)
            quartier.refresh_from_db()
        else:
            messages.success(request, f"« {quartier.name} » est corrigé.")
            return redirect(quartier)
    return render(request, "mapping/neighbourhood_form.html", {"form": form, "quartier": quartier})


@require_http_methods(["GET", "HEAD", "POST"])
def neighbourhood_delete(request, pk):
    quartier = _kept(request, pk)
    if request.method == "POST":
        try:
            services.delete_neighbourhood(quartier)
        except ProtectedError:
            messages.error(
                request, f"« {quartier.name} » sert ailleurs dans le portail : il reste sur la carte."
            )
            return redirect(quartier)
        messages.success(request, f"« {quartier.name} » n’est plus sur la carte.")
        return redirect("mapping:territory_list")
    return render(request, "mapping/neighbourhood_delete.html", {"quartier": quartier})


def _kept(request, pk):
    return get_object_or_404(Territory.objects.neighbourhoods_kept_by(request.user), pk=pk)


def _form(request, quartier=None):
    communes = Territory.objects.communes_kept_by(request.user)
    if request.method == "POST":
        return NeighbourhoodForm(request.POST, request.FILES, communes=communes, quartier=quartier)
    return NeighbourhoodForm(communes=communes, quartier=quartier)
