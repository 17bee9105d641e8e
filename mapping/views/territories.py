"""The territories that the portal knows, for everyone to read."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from support.public_pages import public_page

from ..models import Steward, Territory
from ..names import alphabetical


def _scopes(request, **kwargs):
    return ["territories"]


@login_not_required
@require_safe
@public_page(scopes=_scopes)
def territory_list(request):
    communes = [Territory.Kind.COMMUNE, Territory.Kind.FORMER_COMMUNE]
    named = _by_name(Territory.objects.exclude(kind__in=communes).defer("outline", "shape"))
    is_steward = request.user.is_authenticated and Steward.objects.filter(user=request.user).exists()
    return render(
        request,
        "mapping/territory_list.html",
        {
            "departments": _of_kind(named, Territory.Kind.REGION, Territory.Kind.DEPARTMENT),
            "epcis": _of_kind(named, Territory.Kind.EPCI),
            "neighbourhoods": _of_kind(named, *Territory.NEIGHBOURHOOD_KINDS),
            "is_steward": is_steward,
        },
    )


@login_not_required
@require_safe
@public_page(scopes=_scopes)
def territory_detail(request, kind, code):
    territory = get_object_or_404(Territory.objects.select_related("successor"), kind=kind, code=code)
    light = Territory.objects.defer("outline", "shape")
    inside = Territory.objects.communes_of(territory)
    return render(
        request,
        "mapping/territory_detail.html",
        {
            "territory": territory,
            "parents": _by_name(light.filter(children=territory)),
            "neighbourhoods": []
            if territory.is_neighbourhood or territory.successor
            else _by_name(
                light.filter(kind__in=Territory.NEIGHBOURHOOD_KINDS, parents__in=inside).distinct()
            ),
            "predecessors": _by_name(light.filter(successor=territory)),
            "around": _department_of(territory),
            "may_edit": _may_edit(request.user, territory),
        },
    )


def _department_of(territory):
    if territory.kind in (Territory.Kind.REGION, Territory.Kind.DEPARTMENT):
        return None
    around = Q(children=territory) | Q(children__children=territory)
    return Territory.objects.filter(around, kind=Territory.Kind.DEPARTMENT).order_by("code").first()


def _may_edit(user, territory):
    return (
        territory.is_neighbourhood
        and user.is_authenticated
        and Territory.objects.neighbourhoods_kept_by(user).filter(pk=territory.pk).exists()
    )


def _by_name(territories):
    return sorted(territories, key=lambda territory: alphabetical(territory.name))


def _of_kind(territories, *kinds):
    return [territory for territory in territories if territory.kind in kinds]
