"""Outlines become path data that a browser draws, the same to the unit for both sides of a border."""

from hypothesis import given
from hypothesis import strategies as st

from mapping.models import Territory
from mapping.outlines import UNIT, Box, box_of, corners, drawn_point, path_data
from tests.factories.mapping import square


def test_a_square_is_four_corners_and_closes():
    shape = path_data(square())
    assert shape.startswith("M")
    assert shape.endswith("z")
    ring = square()["coordinates"][0]
    assert corners(shape) == [drawn_point(*position) for position in ring[:-1]]


def test_moves_are_relative_whole_and_separated_only_where_needed():
    assert path_data(
        {"type": "Polygon", "coordinates": [[[3, 46.5], [3.01, 46.5], [3, 46.49], [3, 46.5]]]}
    ) == ("M14000-132000l15 0-15 22z")


def test_the_unit_is_fifty_metres_and_north_is_up():
    assert UNIT == 50
    assert drawn_point(3, 46.5) == (14_000, -132_000)
    assert drawn_point(3, 46.6)[1] < drawn_point(3, 46.5)[1]


def test_points_that_repeat_or_lie_on_the_way_are_left_out():
    west, south, east, north = 2.4, 48.6, 2.41, 48.61
    ring = [
        [west, south],
        [west, south],
        [east, south],
        [east, north],
        [east, north + 1e-6],
        [west, north],
        [west, south],
    ]
    assert len(corners(path_data({"type": "Polygon", "coordinates": [ring]}))) == 4


def test_what_is_too_small_to_see_is_left_out():
    assert path_data(square(side=0.0001)) == ""
    assert path_data(square(side=0.0001), unit=1) != ""


def test_every_ring_of_every_polygon_is_drawn():
    two = {"type": "MultiPolygon", "coordinates": [square()["coordinates"], square(west=2.5)["coordinates"]]}
    assert path_data(two) == path_data(square()) + path_data(square(west=2.5))


def test_neighbours_share_the_points_of_their_border():
    left, right = path_data(square(west=2.40)), path_data(square(west=2.41))
    assert len(set(corners(left)) & set(corners(right))) == 2


def test_the_box_holds_every_corner():
    shapes = [path_data(square()), path_data(square(west=2.5))]
    box = box_of(shapes)
    xs, ys = zip(*(point for shape in shapes for point in corners(shape)), strict=True)
    assert (box.left, box.top) == (min(xs), min(ys))
    assert (box.left + box.width, box.top + box.height) == (max(xs), max(ys))
    assert str(Box(1, -2, 3, 4).widened(1)) == "0 -3 5 6"
    assert box_of([]) is None


def test_setting_an_outline_draws_it_and_removing_it_erases_the_drawing():
    place = Territory()
    place.set_outline(square())
    assert place.shape == path_data(square())
    place.set_outline(None)
    assert (place.outline, place.shape) == (None, "")


positions = st.tuples(st.floats(-5, 9), st.floats(42, 51)).map(list)


@given(st.lists(positions, min_size=1, max_size=40))
def test_what_is_written_is_what_is_read(ring):
    shape = path_data({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})
    assert set(corners(shape)) <= {drawn_point(*position) for position in ring}
    assert len(corners(shape)) != 1
    assert shape == "" or shape.count("M") == shape.count("z") == 1
