"""Lambert-93, against what is published of it and against its own definition."""

from math import cos, hypot, radians, sin, sqrt

import pytest

from mapping.projection import MAINLAND_FRANCE, lambert93

# GRS80.
A, E2 = 6_378_137.0, 0.00669438002290


def test_the_origin_has_the_published_false_coordinates():
    assert lambert93(3, 46.5) == pytest.approx((700_000, 6_600_000), abs=1e-6)


def test_a_known_place_falls_where_the_national_files_put_it():
    # Collège Paul-Éluard, Sainte-Geneviève-des-Bois, as its ministry publishes it in both systems.
    assert lambert93(2.3434316131598205, 48.6303368547917) == pytest.approx(
        (651_616.5, 6_836_884.6), abs=0.05
    )


@pytest.mark.parametrize("latitude", [44, 49])
def test_lengths_are_true_along_the_standard_parallels(latitude):
    west, east = lambert93(2, latitude), lambert93(2.001, latitude)
    parallel = A * cos(radians(latitude)) / sqrt(1 - E2 * sin(radians(latitude)) ** 2)
    assert hypot(east[0] - west[0], east[1] - west[1]) == pytest.approx(radians(0.001) * parallel, rel=1e-6)


@pytest.mark.parametrize(("longitude", "latitude"), [(2.4, 48.6), (-4.5, 48.4), (7.7, 43.7)])
def test_angles_are_kept(longitude, latitude):
    step = 1e-4
    here, east, north = (
        lambert93(longitude, latitude),
        lambert93(longitude + step, latitude),
        lambert93(longitude, latitude + step),
    )
    eastward = (east[0] - here[0], east[1] - here[1])
    northward = (north[0] - here[0], north[1] - here[1])
    across = eastward[0] * northward[0] + eastward[1] * northward[1]
    assert across / (hypot(*eastward) * hypot(*northward)) == pytest.approx(0, abs=1e-5)


def test_mainland_france_holds_corsica_and_not_la_reunion():
    assert MAINLAND_FRANCE.contains(9.15, 42.2)
    assert not MAINLAND_FRANCE.contains(55.5, -21.1)
