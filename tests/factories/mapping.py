"""Territories, actors and actions, made short."""

import itertools

from mapping.models import Action, ActionPublic, ActionStage, Actor, Steward, Territory

_numbers = itertools.count(1)


def territory(*, parents=(), **fields):
    """A commune, unless told otherwise."""
    number = next(_numbers)
    made = Territory.objects.create(
        **{"kind": Territory.Kind.COMMUNE, "code": f"T{number}", "name": f"Territoire {number}", **fields}
    )
    made.parents.set(parents)
    return made


def square(west=2.4, south=48.6, side=0.01):
    """A GeoJSON polygon, about a kilometre wide in Essonne unless told otherwise."""
    east, north = round(west + side, 6), round(south + side, 6)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def drawn(*, outline=None, **fields):
    """A territory with an outline, a square unless told otherwise."""
    made = territory(**fields)
    made.set_outline(outline or square())
    made.save()
    return made


def steward(territory, user):
    return Steward.objects.create(territory=territory, user=user)


def actor(**fields):
    """A published association, in a commune of its own unless told otherwise."""
    number = next(_numbers)
    return Actor.objects.create(
        **{
            "name": f"Structure {number}",
            "legal_family": "association",
            "category": "social_centre",
            "commune": fields.get("commune") or territory(),
            "status": Actor.Status.PUBLISHED,
            **fields,
        }
    )


def action(actor, *, publics=(), stages=(), territories=(), **fields):
    """An action of this actor, for these publics, at these stages, in these places."""
    number = next(_numbers)
    made = Action.objects.create(
        actor=actor, **{"title": f"Action {number}", "type": "homework_support", **fields}
    )
    ActionPublic.objects.bulk_create(ActionPublic(action=made, public=public) for public in publics)
    ActionStage.objects.bulk_create(ActionStage(action=made, stage=stage) for stage in stages)
    made.territories.set(territories)
    return made
