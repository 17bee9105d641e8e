"""An outline made ready to draw: SVG path data on the common plane of mainland France.

One unit is `UNIT` metres and the vertical axis points down, so that every territory can be put on the same
drawing without being computed again, and neighbours that share a border share its rounded points.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from .projection import lambert93

UNIT = 50


class Box(NamedTuple):
    """What a drawing covers, in its own units: the numbers of an SVG viewBox."""

    left: int
    top: int
    width: int
    height: int

    def widened(self, margin: int) -> "Box":
        return Box(self.left - margin, self.top - margin, self.width + 2 * margin, self.height + 2 * margin)

    def __str__(self):
        return f"{self.left} {self.top} {self.width} {self.height}"


def drawn_point(longitude: float, latitude: float, unit: float = UNIT) -> tuple[int, int]:
    """Where a point given in degrees falls on the drawing."""
    easting, northing = lambert93(longitude, latitude)
    return round(easting / unit), -round(northing / unit)


def polygons(geometry: dict) -> list:
    """The polygons of a GeoJSON Polygon or MultiPolygon, each a list of rings."""
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]


def path_data(geometry: dict, unit: float = UNIT) -> str:
    """SVG path data of a GeoJSON Polygon or MultiPolygon: whole units, relative moves, no point twice.

    Rings too small to be seen at this unit are left out, so the result can be empty. Draw it with
    fill-rule="evenodd": holes are rings like others.
    """
    rings = [ring for polygon in polygons(geometry) for ring in polygon]
    return "".join(filter(None, (_ring_data(ring, unit) for ring in rings)))


def _ring_data(ring: list, unit: float) -> str:
    points = _without_idle_points([drawn_point(position[0], position[1], unit) for position in ring])
    if len(points) < 3:
        return ""
    (x, y), moves = (
        points[0],
        "".join(_pair(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(points)),
    )
    return f"M{x}{_pair(y)}l{moves.removeprefix(' ')}z"


def _without_idle_points(ring: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The corners of a closed ring, the last one not repeating the first."""
    corners: list[tuple[int, int]] = []
    for point in ring:
        if corners and point == corners[-1]:
            continue
        if len(corners) > 1 and _is_straight(corners[-2], corners[-1], point):
            corners.pop()
        corners.append(point)
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    return corners


def _is_straight(a, b, c) -> bool:
    """Whether b lies on the way from a to c."""
    (ax, ay), (bx, by) = (b[0] - a[0], b[1] - a[1]), (c[0] - b[0], c[1] - b[1])
    return ax * by == ay * bx and ax * bx + ay * by > 0


def _pair(*numbers: int) -> str:
    """Numbers one after the other, a space only where no minus sign parts them."""
    return "".join(str(number) if number < 0 else f" {number}" for number in numbers)


def corners(shape: str) -> list[tuple[int, int]]:
    """The points of path data written by `path_data`, on the drawing."""
    points = []
    for ring in shape.split("z"):
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x = y = 0
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
    return points


def box_of(shapes) -> Box | None:
    """The smallest box around some path data; None when there is nothing to see."""
    points = [point for shape in shapes for point in corners(shape)]
    if not points:
        return None
    across, down = zip(*points, strict=True)
    return Box(min(across), min(down), max(across) - min(across), max(down) - min(down))
