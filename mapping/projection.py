"""Lambert-93 (EPSG:2154), the common plane of mainland France, in metres.

Lambert conic conformal with two standard parallels on the GRS80 ellipsoid; formulas of IOGP Guidance Note
7-2, method 9802.
"""

from math import cos, log, pi, radians, sin, sqrt, tan
from typing import NamedTuple

FALSE_EASTING, FALSE_NORTHING = 700_000.0, 6_600_000.0
LONGITUDE_OF_ORIGIN, LATITUDE_OF_ORIGIN = radians(3), radians(46.5)
STANDARD_PARALLELS = radians(44), radians(49)
SEMI_MAJOR_AXIS, INVERSE_FLATTENING = 6_378_137.0, 298.257222101
ECCENTRICITY = sqrt(2 / INVERSE_FLATTENING - 1 / INVERSE_FLATTENING**2)


class Extent(NamedTuple):
    """A box in degrees."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, longitude: float, latitude: float) -> bool:
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north


# The area in which EPSG declares this projection usable, Corsica included.
MAINLAND_FRANCE = Extent(west=-9.86, south=41.15, east=10.38, north=51.56)


def _t(latitude: float) -> float:
    e_sin = ECCENTRICITY * sin(latitude)
    return tan(pi / 4 - latitude / 2) / ((1 - e_sin) / (1 + e_sin)) ** (ECCENTRICITY / 2)


def _m(latitude: float) -> float:
    return cos(latitude) / sqrt(1 - (ECCENTRICITY * sin(latitude)) ** 2)


_FIRST, _SECOND = STANDARD_PARALLELS
_N = (log(_m(_FIRST)) - log(_m(_SECOND))) / (log(_t(_FIRST)) - log(_t(_SECOND)))
_SCALE = SEMI_MAJOR_AXIS * _m(_FIRST) / (_N * _t(_FIRST) ** _N)
_RADIUS_OF_ORIGIN = _SCALE * _t(LATITUDE_OF_ORIGIN) ** _N


def lambert93(longitude: float, latitude: float) -> tuple[float, float]:
    """Easting and northing in metres of a point given in degrees (WGS84 and RGF93 agree to a metre)."""
    radius = _SCALE * _t(radians(latitude)) ** _N
    angle = _N * (radians(longitude) - LONGITUDE_OF_ORIGIN)
    return FALSE_EASTING + radius * sin(angle), FALSE_NORTHING + _RADIUS_OF_ORIGIN - radius * cos(angle)
