"""Outlines that people bring, as GeoJSON (RFC 7946)."""

import json
from itertools import pairwise
from math import isfinite

from django.core.exceptions import ValidationError

from .projection import MAINLAND_FRANCE, lambert93

MOST_BYTES = 1_000_000
MOST_POINTS = 10_000
MOST_RINGS = 500
# Less than this, in square metres, is a slip of the hand.
LEAST_AREA = 100


def parse_outline(text: str) -> dict:
    """The GeoJSON Polygon or MultiPolygon that a text holds: one geometry, one feature, or several features.

    Longitude and latitude are kept to six decimals (ten centimetres), altitudes and properties dropped,
    rings closed. ValidationError, in French, when the text is anything else, reaches out of mainland France,
    has too many points or encloses nothing.
    """
    if len(text) > MOST_BYTES:
        raise ValidationError(
            "Ce contour est trop lourd : un million de caractères au plus.", code="too_long"
        )
    return read_outline(_loaded(text))


def read_outline(data) -> dict:
    """The same, of JSON already read."""
    polygons = _polygons(data)
    if not polygons:
        raise _not_an_outline()
    rings = [ring for polygon in polygons for ring in polygon]
    points = sum(len(ring) for ring in rings)
    if points > MOST_POINTS or len(rings) > MOST_RINGS:
        raise ValidationError(
            "Ce contour est trop détaillé : %(points)s points et %(rings)s anneaux, pour %(most_points)s "
            "points et %(most_rings)s anneaux au plus. Simplifiez-le.",
            code="too_many_points",
            params={
                "points": points,
                "rings": len(rings),
                "most_points": MOST_POINTS,
                "most_rings": MOST_RINGS,
            },
        )
    read = [[_ring(ring) for ring in polygon] for polygon in polygons]
    if sum(_area(polygon[0]) for polygon in read) < LEAST_AREA:
        raise ValidationError("Ce contour n’entoure aucune surface.", code="no_area")
    if len(read) == 1:
        return {"type": "Polygon", "coordinates": read[0]}
    return {"type": "MultiPolygon", "coordinates": read}


def _loaded(text):
    try:
        # NaN and Infinity are no JSON, though Python reads them.
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise ValidationError(
            "Ce texte n’est pas du JSON : erreur à la ligne %(line)s, colonne %(column)s.",
            code="not_json",
            params={"line": error.lineno, "column": error.colno},
        ) from None
    except (ValueError, RecursionError):
        raise ValidationError("Ce texte n’est pas du JSON.", code="not_json") from None


def _refuse_constant(name):
    raise ValueError(name)


def _not_an_outline():
    return ValidationError(
        "Ce GeoJSON n’est pas un contour : il faut un « Polygon » ou un « MultiPolygon ».", code="not_polygon"
    )


def _polygons(data, *, depth=0):
    """The polygons, as lists of unread rings, of a geometry or of the features that hold it."""
    if not isinstance(data, dict) or depth > 2:
        raise _not_an_outline()
    inside = {"FeatureCollection": "features", "Feature": "geometry"}.get(_text(data.get("type")))
    if inside == "features":
        features = data.get("features")
        if not isinstance(features, list) or not all(
            isinstance(feature, dict) and feature.get("type") == "Feature" for feature in features
        ):
            raise _not_an_outline()
        return [polygon for feature in features for polygon in _polygons(feature, depth=depth + 1)]
    if inside == "geometry":
        return _polygons(data.get("geometry"), depth=depth + 1)
    coordinates = data.get("coordinates")
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(_text(data.get("type")))
    if not isinstance(polygons, list) or not all(
        isinstance(polygon, list) and polygon and all(isinstance(ring, list) for ring in polygon)
        for polygon in polygons
    ):
        raise _not_an_outline()
    return polygons


def _text(value):
    return value if isinstance(value, str) else ""


def _ring(positions):
    ring = [_position(position) for position in positions]
    if ring and ring[0] != ring[-1]:
        ring.append(list(ring[0]))
    if len(ring) < 4:
        raise ValidationError("Ce contour a un anneau de moins de trois points.", code="short_ring")
    return ring


def _position(position):
    if not isinstance(position, list) or not 2 <= len(position) <= 4 or not all(map(_is_number, position)):
        raise ValidationError(
            "Ce contour a un point qui n’est pas fait d’une longitude et d’une latitude.", code="not_a_point"
        )
    longitude, latitude = float(position[0]), float(position[1])
    if MAINLAND_FRANCE.contains(longitude, latitude):
        return [round(longitude, 6), round(latitude, 6)]
    if MAINLAND_FRANCE.contains(latitude, longitude):
        raise ValidationError(
            "Longitude et latitude semblent inversées : GeoJSON écrit la longitude d’abord.", code="swapped"
        )
    raise ValidationError(
        "Ce contour sort de la France métropolitaine (point %(longitude)s, %(latitude)s). Les coordonnées "
        "sont des degrés WGS84, longitude d’abord.",
        code="outside",
        params={"longitude": f"{longitude:g}", "latitude": f"{latitude:g}"},
    )


def _is_number(value):
    # bool is an int in Python; an integer too long for a float overflows.
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return isfinite(value)
    except OverflowError:
        return False


def _area(ring):
    """Square metres that a ring encloses."""
    plane = [lambert93(*position) for position in ring]
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(plane))) / 2
