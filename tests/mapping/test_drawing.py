"""The map of a territory: few queries, every commune a named link, and a list that says the same."""

import gzip
import io
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.template import Context, Template

from mapping.drawing import territory_locator, territory_map
from mapping.models import Territory
from support.public_pages import touching, versions
from tests.factories.mapping import drawn, square, territory

pytestmark = pytest.mark.django_db

SVG = re.compile(r"<svg.*</svg>", re.DOTALL)


def links(html):
    """Addresses and accessible names of the links of a map's drawing."""
    drawing = ElementTree.fromstring(SVG.search(html)[0])
    return {link.get("href"): link.get("aria-label") for link in drawing.iter("a")}


@pytest.fixture
def department():
    return territory(kind="department", code="91", name="Essonne")


def neighbours(department, epci, count):
    return [
        drawn(
            name=f"Commune {n}",
            code=f"c{n}",
            parents=[department, epci],
            outline=square(west=2 + n / 100),
            latitude=48.605,
            longitude=2.005 + n / 100,
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_two_queries_whatever_the_number_of_communes(department, count, django_assert_num_queries):
    neighbours(department, territory(kind="epci", parents=[department]), count)
    commune = Territory.objects.get(code="c0")
    with django_assert_num_queries(2):
        territory_map(department)
    with django_assert_num_queries(2):
        territory_locator(commune, department)


def test_each_commune_is_a_link_named_with_its_intercommunalite(department):
    epci = territory(kind="epci", name="Val <b>nord</b>", parents=[department])
    commune = drawn(name="D’Huison & fils", parents=[department, epci])
    assert links(territory_map(department)) == {
        commune.get_absolute_url(): "D’Huison & fils, Val <b>nord</b>"
    }


def test_the_list_holds_the_same_links_as_the_drawing(department):
    epci = territory(kind="epci", name="Nord", parents=[department])
    neighbours(department, epci, 3)
    drawn(name="Seule", code="s", parents=[department])
    html = territory_map(department)
    listed = set(re.findall(r'<li><a href="([^"]+)">', SVG.sub("", html)))
    assert listed == set(links(html))
    assert len(listed) == 4
    assert "Les 4 communes, en toutes lettres" in html


def test_the_legend_gives_the_number_that_the_drawing_shows(department):
    for n, name in enumerate(["Étampois", "Dourdannais", "Zone"]):
        epci = territory(kind="epci", name=name, tint=n, parents=[department])
        drawn(outline=square(west=2 + n / 10), parents=[department, epci])
    html = territory_map(department)
    legend = re.findall(r'<span class="swatch e(\d)" aria-hidden="true">(\d)</span> <a [^>]*>(\w+)</a>', html)
    assert legend == [("1", "1", "Dourdannais"), ("0", "2", "Étampois"), ("2", "3", "Zone")]
    numbers = re.search(r'class="numbers".*?</g>', html, re.DOTALL)[0]
    assert re.findall(r">(\d)</text>", numbers) == ["1", "2", "3"]


def test_a_skip_link_leads_past_the_drawing(department):
    neighbours(department, territory(kind="epci", parents=[department]), 2)
    html = territory_map(department)
    assert html.index('href="#apres-la-carte"') < html.index("<svg") < html.index('id="apres-la-carte"')


def test_without_any_outline_the_list_alone_is_shown_open(department):
    commune = territory(name="Massy", parents=[department])
    html = territory_map(department)
    assert "<svg" not in html
    assert "IGN" not in html
    assert "<details" in html
    assert " open>" in html
    assert f'<a href="{commune.get_absolute_url()}">Massy</a>' in html


def test_without_any_commune_nothing_is_shown(department):
    assert not territory_map(department).strip()


def test_a_commune_without_a_point_is_named_on_its_outline(department):
    drawn(name="Sans point", parents=[department])
    assert re.search(r'<text x="\d+" y="-\d+"[^>]*>Sans point</text>', territory_map(department))


def test_names_are_written_from_the_side_that_keeps_them_on_the_drawing(department):
    for n, place in enumerate(["Ouest", "Milieu", "Est"]):
        drawn(
            name=place,
            parents=[department],
            outline=square(west=2 + n / 10),
            longitude=2.005 + n / 10,
            latitude=48.6,
        )
    anchors = dict(
        re.findall(r"<text [^>]*?(text-anchor=\"\w+\")?>(\w+)</text>", territory_map(department))[i][::-1]
        for i in range(3)
    )
    assert anchors == {"Ouest": 'text-anchor="start"', "Milieu": "", "Est": 'text-anchor="end"'}


def test_a_quartier_is_drawn_finely_over_its_communes(department):
    commune = drawn(name="Évry", parents=[department])
    quartier = drawn(
        kind="qpv", name="Pyramides", outline=square(west=2.401, south=48.601, side=0.003), parents=[commune]
    )
    html = territory_map(quartier)
    assert links(html) == {commune.get_absolute_url(): "Évry"}
    (outline,) = (
        path
        for path in ElementTree.fromstring(SVG.search(html)[0]).iter("path")
        if path.get("class") == "outline"
    )
    assert outline.get("transform") == "scale(.1)"
    assert "Pyramides, dans sa commune" in html


@pytest.mark.parametrize("scope", ["territories", "cycles"])
def test_a_change_shows_at_once(department, scope):
    """Drawn once or, as long as nobody has touched the territories as one should, each time."""
    commune = drawn(name="Avant", parents=[department])
    with touching(scope):
        pass
    assert "Avant" in territory_map(department)
    with touching(scope):
        commune.name = "Après"
        commune.save()
    assert "Avant" not in territory_map(department)
    assert "Après" in territory_map(department)


def test_a_map_is_drawn_once(department, django_assert_num_queries):
    drawn(parents=[department])
    with touching("territories"):
        pass
    once = territory_map(department)
    known = versions(["territories", "cycles"])
    with django_assert_num_queries(0):
        assert territory_map(Territory(pk=department.pk, name="Autre nom"), known) is once
    with django_assert_num_queries(1):
        assert territory_map(department) is once
    # Versions of something else say nothing of the territories.
    known = versions(["cycles"])
    with django_assert_num_queries(1):
        assert territory_map(department, known) is once


def test_the_locator_shows_the_place_among_the_others(department):
    here, there = (
        drawn(name=n, parents=[department], outline=square(west=w)) for n, w in [("Ici", 2), ("Là", 2.1)]
    )
    drawing = ElementTree.fromstring(SVG.search(territory_locator(here, department))[0])
    paths = {path.get("class"): path.get("d") for path in drawing.iter("path")}
    assert paths == {"around": there.shape, "here": here.shape}
    assert drawing.get("aria-label") == "Ici sur la carte : Essonne"


def test_the_locator_of_a_former_commune_shows_and_names_the_one_that_it_joined(department):
    successor = drawn(name="Évry-Courcouronnes", parents=[department])
    former = territory(kind="former_commune", name="Courcouronnes", successor=successor, parents=[department])
    html = territory_locator(former, department)
    assert "Évry-Courcouronnes sur la carte" in html
    assert successor.shape in html


def test_the_locator_of_a_place_without_outline_is_empty(department):
    drawn(parents=[department])
    assert not territory_locator(territory(parents=[department]), department).strip()


def test_the_tags_give_the_same_bytes(department):
    commune = drawn(parents=[department])
    page = Template("{% load mapping_tags %}{% territory_map place %}{% territory_locator commune place %}")
    expected = territory_map(department) + territory_locator(commune, department)
    assert page.render(Context({"place": department, "commune": commune})) == expected


class Checker(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.hrefs, self.attributes = [], [], set()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.attributes |= set(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if attrs.get("href", "").startswith("#"):
            self.hrefs.append(attrs["href"][1:])


def test_the_essonne_is_light_complete_and_needs_no_inline_style():
    call_command("load_territories", stdout=io.StringIO())
    html = territory_map(Territory.objects.get(kind="department"))
    # What a visitor downloads for the map: the budget is 25 KB.
    assert len(gzip.compress(html.encode(), 6)) < 21_000
    named = links(html)
    assert len(named) == 194
    assert named["/territoires/commune/91228/"] == "Évry-Courcouronnes, Grand Paris Sud Seine Essonne Sénart"
    checked = Checker()
    checked.feed(html)
    assert len(set(checked.ids)) == len(checked.ids)
    assert set(checked.hrefs) <= set(checked.ids)
    assert len(checked.hrefs) == 195
    assert "style" not in checked.attributes
    assert "Licence Ouverte" in html
