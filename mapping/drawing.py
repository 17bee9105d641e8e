"""What a map of communes shows, drawn once for as long as no territory changes."""

import json
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.db.models import OuterRef, Subquery, TextField
from django.db.models.functions import Cast, JSONObject
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from support.public_pages import versions

from .datasets import TINTS
from .models import Territory
from .names import alphabetical
from .outlines import UNIT, Box, box_of, corners, drawn_point, path_data

# Under this name, whatever changes a territory renews what shows it.
SCOPE = "territories"
MARGIN = 6
# A quartier is drawn ten times finer than the communes around it.
FINE_UNIT = UNIT / 10


def territory_map(territory: Territory, known: dict[str, int] | None = None) -> SafeString:
    """The communes of a territory, coloured by intercommunalité, each a link, then in words.

    One query to draw it, none as long as no territory changes; one more unless the versions are `known`.
    """
    version = versions([SCOPE], known)
    # A scope that nobody ever touched says nothing of its content.
    draw = _draw_map if version[SCOPE] else _draw_map.__wrapped__
    return draw(territory, *version.values())


def territory_locator(territory: Territory, around: Territory) -> SafeString:
    """The same communes, at their place among those of a larger territory. Two queries."""
    communes = Territory.objects.communes_of(territory).order_by("code")
    inside = tuple(communes.values_list("code", "name", "shape"))
    others = tuple(
        Territory.objects.communes_of(around).order_by("code").values_list("code", "name", "shape")
    )
    # What is drawn is the communes: a quartier, or a commune merged away, is shown by those that hold it.
    shown_by_others = territory.is_neighbourhood or territory.successor_id
    name = ", ".join(name for _, name, _ in inside) if shown_by_others else territory.name
    return _render_locator(name, around.name, around.shape, inside, others)


@dataclass(frozen=True)
class MapFacts:
    """What a map takes from the territory that it portrays."""

    name: str
    shape: str
    # Of a quartier, on a grid ten times finer.
    outline: str
    is_neighbourhood: bool


@dataclass
class Commune:
    code: str
    name: str
    url: str
    shape: str
    # Where its name is written, and from which side, so that it stays on the drawing.
    x: int = 0
    y: int = 0
    anchor: str = ""


@dataclass
class Group:
    """The communes of one intercommunalité, or those without: a number, a colour, a line of the legend."""

    name: str
    url: str
    tint: int
    communes: list[Commune] = field(default_factory=list)
    number: int = 0
    # Where the number is written; None when no commune of the group is drawn.
    x: int | None = None
    y: int | None = None

    # Written here rather than in the template, which took twice as long for 194 communes.

    @property
    def areas(self) -> SafeString:
        """The coloured communes."""
        return format_html_join("", '<path id="c{}" d="{}"/>', ((c.code, c.shape) for c in self.drawn))

    @property
    def places(self) -> SafeString:
        """The links that lie over them, with the names to show on hover and focus."""
        suffix = f", {self.name}" if self.url else ""
        return format_html_join(
            "",
            '<a href="{}" aria-label="{}{}"><use href="#c{}"/><text x="{}" y="{}"{}>{}</text></a>',
            ((c.url, c.name, suffix, c.code, c.x, c.y, _ANCHORS[c.anchor], c.name) for c in self.drawn),
        )

    @property
    def items(self) -> SafeString:
        """The same communes as list items."""
        return format_html_join("", '<li><a href="{}">{}</a></li>', ((c.url, c.name) for c in self.communes))

    @property
    def drawn(self):
        return [commune for commune in self.communes if commune.shape]


_ANCHORS = {
    "": SafeString(""),
    "start": SafeString(' text-anchor="start"'),
    "end": SafeString(' text-anchor="end"'),
}


@dataclass
class TerritoryMap:
    """A drawing of communes and the list that says the same; without a `view_box`, the list alone."""

    facts: MapFacts
    groups: list[Group]

    @property
    def count(self) -> int:
        return sum(len(group.communes) for group in self.groups)

    @property
    def title(self) -> str:
        name = self.facts.name
        if self.facts.is_neighbourhood:
            return f"{name}, dans {'sa commune' if self.count == 1 else 'ses communes'}"
        return f"{name} : {self.count} commune{'s' if self.count > 1 else ''}"

    @cached_property
    def view_box(self) -> Box | None:
        drawn = [commune.shape for group in self.groups for commune in group.drawn]
        return _view([self.facts.shape] if self.facts.shape and drawn else drawn)

    @property
    def label_size(self) -> int:
        return round(self.view_box.width / 36) if self.view_box else 0

    @property
    def has_numbers(self) -> bool:
        return len(self.groups) > 1


def _rows(communes) -> tuple[tuple, ...]:
    epcis = Territory.objects.filter(kind=Territory.Kind.EPCI, children=OuterRef("pk")).order_by("code")
    # One subquery and one text: three columns took twice as long.
    told = Cast(JSONObject(code="code", name="name", tint="tint"), TextField())
    epci = Subquery(epcis.values(told=told)[:1])
    return tuple(
        communes.order_by("code").values_list("code", "name", "shape", "longitude", "latitude", epci)
    )


# Drawing 194 communes is most of the time of a page. Remembered by the territory's row and by these versions,
# read before its communes: the map may be newer than they say, never older.
@lru_cache(maxsize=16)
def _draw_map(territory: Territory, *versions: int) -> SafeString:
    is_small = territory.is_neighbourhood
    facts = MapFacts(
        name=territory.name,
        shape="" if is_small else territory.shape,
        outline=path_data(territory.outline, FINE_UNIT) if is_small and territory.outline else "",
        is_neighbourhood=is_small,
    )
    drawing = TerritoryMap(facts, _groups(_rows(Territory.objects.communes_of(territory))))
    _number(drawing.groups)
    _anchor(drawing)
    return render_to_string("mapping/_territory_map.html", {"map": drawing})


# Depends on its arguments alone, so that what it remembers is never out of date.
@lru_cache(maxsize=64)
def _render_locator(name: str, around: str, shape: str, inside: tuple, others: tuple) -> SafeString:
    own = {code: shape for code, _, shape in inside}
    background = [shape for code, _, shape in others if code not in own]
    view_box = _view([shape] if shape else [*own.values(), *background])
    if not any(own.values()):
        view_box = None
    return render_to_string(
        "mapping/_locator.html",
        {
            "name": name,
            "title": f"{name} sur la carte : {around}",
            "view_box": view_box,
            "background": "".join(background),
            "here": "".join(own.values()),
        },
    )


def _groups(rows) -> list[Group]:
    page = {kind: reverse("mapping:territory_detail", args=[kind, "0"])[:-2] for kind in ("commune", "epci")}
    groups: dict[str, Group] = {}
    for code, name, shape, longitude, latitude, told in rows:
        if told not in groups:
            epci = json.loads(told) if told else None
            tint = epci["tint"] if epci else None
            groups[told] = Group(
                name=epci["name"] if epci else "Sans intercommunalité",
                url=f"{page['epci']}{epci['code']}/" if epci else "",
                tint=(len(groups) if tint is None else tint) % TINTS,
            )
        commune = Commune(code, name, f"{page['commune']}{code}/", shape)
        if shape:
            commune.x, commune.y = (
                corners(shape)[0] if longitude is None else drawn_point(longitude, latitude)
            )
        groups[told].communes.append(commune)
    for group in groups.values():
        group.communes.sort(key=lambda commune: alphabetical(commune.name))
    return sorted(groups.values(), key=lambda group: (not group.url, alphabetical(group.name)))


def _view(shapes) -> Box | None:
    box = box_of(shapes)
    return box.widened(MARGIN) if box else None


def _number(groups):
    """Give each group its number, on the commune nearest to its middle."""
    for number, group in enumerate(groups, 1):
        group.number = number
        if not group.drawn:
            continue
        middle_x = sum(commune.x for commune in group.drawn) / len(group.drawn)
        middle_y = sum(commune.y for commune in group.drawn) / len(group.drawn)
        nearest = min(group.drawn, key=lambda c: (c.x - middle_x) ** 2 + (c.y - middle_y) ** 2)
        group.x, group.y = nearest.x, nearest.y


def _anchor(drawing):
    if drawing.view_box is None:
        return
    left, _, width, _ = drawing.view_box
    for group in drawing.groups:
        for commune in group.drawn:
            across = (commune.x - left) / width
            commune.anchor = "start" if across < 0.22 else "end" if across > 0.78 else ""
