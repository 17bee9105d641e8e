"""An outline that somebody brings is read, or refused with a reason in French; nothing makes it fall over."""

import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from mapping.geojson import MOST_BYTES, MOST_POINTS, parse_outline, read_outline
from mapping.outlines import path_data
from tests.factories.mapping import square


def parsed(data):
    return parse_outline(json.dumps(data))


def refusal(text):
    with pytest.raises(ValidationError) as refused:
        parse_outline(text if isinstance(text, str) else json.dumps(text))
    return " ".join(refused.value.messages)


def feature(geometry):
    return {"type": "Feature", "properties": {"nom": "x"}, "geometry": geometry}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda geometry: geometry,
        feature,
        lambda geometry: {"type": "FeatureCollection", "features": [feature(geometry)]},
        lambda geometry: {"type": "MultiPolygon", "coordinates": [geometry["coordinates"]]},
    ],
    ids=["geometry", "feature", "collection", "multipolygon of one"],
)
def test_the_same_outline_is_read_however_it_is_wrapped(wrap):
    assert parsed(wrap(square())) == square()


def test_several_features_make_one_outline():
    collection = {"type": "FeatureCollection", "features": [feature(square()), feature(square(west=2.5))]}
    assert parsed(collection)["type"] == "MultiPolygon"
    assert len(parsed(collection)["coordinates"]) == 2


def test_rings_are_closed_altitudes_dropped_and_decimals_cut():
    ring = [[2.4, 48.6, 90], [2.41, 48.6, 90], [2.41, 48.61234567891, 90]]
    (read,) = parsed({"type": "Polygon", "coordinates": [ring]})["coordinates"]
    assert read == [[2.4, 48.6], [2.41, 48.6], [2.41, 48.612346], [2.4, 48.6]]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "n’est pas du JSON"),
        ("{", "ligne 1, colonne 2"),
        ("[" * 100_000, "n’est pas du JSON"),
        ('{"type":"Polygon","coordinates":[[[NaN,48.6],[2.4,48.6],[2.4,48.7]]]}', "n’est pas du JSON"),
        ("9" * 5_000, "n’est pas du JSON"),
        ("null", "Polygon"),
        ("[]", "Polygon"),
        ('{"type":"Point","coordinates":[2.4,48.6]}', "Polygon"),
        ('{"type":["Polygon"],"coordinates":[]}', "Polygon"),
        ('{"type":"Polygon"}', "Polygon"),
        ('{"type":"Polygon","coordinates":{}}', "Polygon"),
        ('{"type":"Polygon","coordinates":[]}', "Polygon"),
        ('{"type":"Polygon","coordinates":["x"]}', "Polygon"),
        ('{"type":"MultiPolygon","coordinates":[[]]}', "Polygon"),
        ('{"type":"MultiPolygon","coordinates":[]}', "Polygon"),
        ('{"type":"FeatureCollection","features":[]}', "Polygon"),
        ('{"type":"FeatureCollection","features":[1]}', "Polygon"),
        ('{"type":"Feature","geometry":null}', "Polygon"),
        ('{"type":"Feature","geometry":{"type":"Feature","geometry":{"type":"Feature"}}}', "Polygon"),
        ('{"type":"Polygon","coordinates":[[]]}', "moins de trois points"),
        ('{"type":"Polygon","coordinates":[[[2.4,48.6],[2.4,48.7]]]}', "moins de trois points"),
        ('{"type":"Polygon","coordinates":[[["2.4",48.6]]]}', "longitude et d’une latitude"),
        ('{"type":"Polygon","coordinates":[[[true,48.6]]]}', "longitude et d’une latitude"),
        ('{"type":"Polygon","coordinates":[[[2.4]]]}', "longitude et d’une latitude"),
        ('{"type":"Polygon","coordinates":[[2.4,48.6]]}', "longitude et d’une latitude"),
        ('{"type":"Polygon","coordinates":[[[1e999,48.6]]]}', "longitude et d’une latitude"),
        ('{"type":"Polygon","coordinates":[[[%s,48.6]]]}' % ("9" * 400), "longitude et d’une latitude"),
        ('{"type":"Polygon","coordinates":[[[48.6,2.4]]]}', "semblent inversées"),
        ('{"type":"Polygon","coordinates":[[[651616,6836884]]]}', "sort de la France métropolitaine"),
        ('{"type":"Polygon","coordinates":[[[2.4,48.6],[2.4,48.7],[2.4,48.6]]]}', "moins de trois points"),
        (
            '{"type":"Polygon","coordinates":[[[2.4,48.6],[2.4,48.7],[2.4,48.65],[2.4,48.6]]]}',
            "n’entoure aucune surface",
        ),
    ],
)
def test_anything_else_is_refused_with_a_reason(text, reason):
    assert reason in refusal(text)


def test_too_many_points_are_refused_before_they_are_looked_at():
    ring = [["not a number"]] * (MOST_POINTS + 1)
    assert "trop détaillé" in refusal({"type": "Polygon", "coordinates": [ring]})


def test_too_long_a_text_is_refused_before_it_is_read():
    assert "trop lourd" in refusal(" " * (MOST_BYTES + 1))


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inside: (
        st.lists(inside)
        | st.dictionaries(
            st.sampled_from(["type", "coordinates", "geometry", "features"]) | st.text(), inside
        )
    ),
    max_leaves=30,
)
numbers = st.floats(-6, 11) | st.floats(41, 52) | st.integers() | st.floats() | st.booleans()
almost = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Polygon", "MultiPolygon", "Feature", "FeatureCollection"]),
        "coordinates": st.lists(st.lists(st.lists(numbers, max_size=4), max_size=6), max_size=3) | anything,
    },
    optional={"geometry": anything, "features": st.lists(anything)},
)


@given(anything | almost)
@example({"type": "Polygon", "coordinates": [[[2.4, 48.6]] * 4]})
def test_no_json_makes_it_fall_over(data):
    try:
        outline = read_outline(data)
    except ValidationError:
        return
    assert read_outline(outline) == outline
    assert path_data(outline, unit=1)


@given(st.text())
def test_no_text_makes_it_fall_over(text):
    with pytest.raises(ValidationError):
        parse_outline(text)
