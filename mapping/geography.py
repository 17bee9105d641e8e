"""Which place lies in which, and how each commune is drawn: kept in memory while no territory changes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

from django.utils.html import escape
from django.utils.safestring import SafeString

from support.public_pages import versions

from .converters import SLUGS
from .models import Territory
from .names import alphabetical
from .outlines import Box, box_of, corners, drawn_point

SCOPE = "territories"
WIDE_KINDS = (Territory.Kind.DEPARTMENT, Territory.Kind.REGION)
MARGIN = 6


@dataclass(frozen=True)
class Place:
    """A territory as the map speaks of it; `key` is its name in an address."""

    pk: int
    kind: str
    code: str
    name: str
    key: str
    successor: int | None = None

    @property
    def is_wide(self) -> bool:
        """Whether it is a whole department, or more."""
        return self.kind in WIDE_KINDS


@dataclass(frozen=True)
class Commune(Place):
    """A commune of today, with its drawing: everything in it can be put into HTML as it is, but the name."""

    label: str = ""
    link: str = ""
    shape: str = ""
    box: Box | None = None
    x: int = 0
    y: int = 0
    # From that point to the nearest edge, in units of the drawing: the room for a number.
    room: float = 0
    # An action in one of these is an action in this commune: itself, its quartiers, its intercommunalité.
    near: frozenset[int] = frozenset()
    epcis: frozenset[int] = frozenset()
    # The departments and regions that it is part of.
    wide: frozenset[int] = frozenset()


@dataclass
class Geography:
    """All places by their key, and today's communes in the order of their names."""

    places: dict[str, Place] = field(default_factory=dict)
    communes: tuple[Commune, ...] = ()
    names: dict[int, str] = field(default_factory=dict)
    inside: dict[int, list[Commune]] = field(default_factory=dict)
    # The list to choose from, once the form has written it.
    options: SafeString | None = None

    def communes_of(self, place: Place | None) -> tuple[Commune, ...]:
        """Today's communes of a place, those that a quartier lies in; without a place, all of them."""
        return self.communes if place is None else tuple(self.inside.get(place.pk, ()))

    def successor_of(self, place: Place) -> Place | None:
        """The commune that a former one has become part of."""
        return next((one for one in self.communes if one.pk == place.successor), None)

    def near(self, place: Place) -> frozenset[int]:
        """The places such that whoever serves one of them acts in this one, short of whole departments.

        A department holds itself, a region its departments: who serves the whole of it acts there.
        """
        communes = self.communes_of(place)
        if place.kind in Territory.NEIGHBOURHOOD_KINDS:
            # Not the other quartiers of its communes.
            return frozenset({place.pk}).union(*({one.pk, *one.epcis} for one in communes))
        if place.kind == Territory.Kind.REGION:
            return frozenset().union(*(one.near | one.wide for one in communes))
        return frozenset({place.pk}).union(*(one.near for one in communes))

    def wide(self, place: Place | None) -> frozenset[int]:
        """The departments and regions around a place, itself if it is one; without a place, all of them."""
        if place is None:
            return frozenset(one.pk for one in self.places.values() if one.is_wide)
        own = {place.pk} if place.is_wide else set()
        return frozenset(own).union(*(one.wide for one in self.communes_of(place)))

    def of_kind(self, *kinds: str) -> list[Place]:
        """Places of these kinds in the order of their names."""
        found = [place for place in self.places.values() if place.kind in kinds]
        return sorted(found, key=lambda place: alphabetical(place.name))

    @staticmethod
    def box(communes: Iterable[Commune]) -> Box | None:
        """What a drawing of these communes covers; None where nothing is drawn."""
        boxes = [one.box for one in communes if one.box]
        if not boxes:
            return None
        left, top = min(box.left for box in boxes), min(box.top for box in boxes)
        right = max(box.left + box.width for box in boxes)
        bottom = max(box.top + box.height for box in boxes)
        return Box(left, top, right - left, bottom - top).widened(MARGIN)


def geography(known: dict[str, int] | None = None) -> Geography:
    """The places of today: two queries, none as long as no territory changes.

    One more unless the versions are `known`.
    """
    version = versions([SCOPE], known)
    # A scope that nobody ever touched says nothing of its content.
    build = _built if version[SCOPE] else _built.__wrapped__
    return build(*version.values())


@lru_cache(maxsize=2)
def _built(*version: int) -> Geography:
    rows = list(
        Territory.objects.values_list(
            "pk", "kind", "code", "name", "successor", "shape", "longitude", "latitude"
        ).order_by("pk")
    )
    links = list(Territory.parents.through.objects.values_list("from_territory", "to_territory"))
    kinds = {row[0]: row[1] for row in rows}
    parents: dict[int, set[int]] = defaultdict(set)
    children: dict[int | None, set[int]] = defaultdict(set)
    for child, parent in links:
        parents[child].add(parent)
        children[parent].add(child)
    for row in rows:
        # What a former commune was, its successor is.
        if row[1] == Territory.Kind.FORMER_COMMUNE:
            children[row[4]].add(row[0])
    made = Geography(names={row[0]: row[3] for row in rows})
    communes = []
    for pk, kind, code, name, successor, shape, longitude, latitude in rows:
        key = f"{SLUGS[Territory.Kind(kind)]}-{code}"
        if kind != Territory.Kind.COMMUNE:
            made.places[key] = Place(pk, kind, code, name, key, successor)
            continue
        wide = {one for one in parents[pk] if kinds[one] in WIDE_KINDS}
        wide |= {above for one in wide for above in parents[one] if kinds[above] in WIDE_KINDS}
        epcis = frozenset(one for one in parents[pk] if kinds[one] == Territory.Kind.EPCI)
        x, y = _point(shape, longitude, latitude)
        commune = Commune(
            pk,
            kind,
            code,
            name,
            key,
            label=escape(name),
            link=escape(quote(key)),
            shape=escape(shape),
            box=box_of([shape]) if shape else None,
            x=x,
            y=y,
            room=_room(shape, x, y),
            epcis=epcis,
            near=frozenset({pk, *epcis, *children[pk]}),
            wide=frozenset(wide),
        )
        made.places[key] = commune
        communes.append(commune)
    made.communes = tuple(sorted(communes, key=lambda one: alphabetical(one.name)))
    for commune in made.communes:
        for pk in commune.near | commune.wide:
            made.inside.setdefault(pk, []).append(commune)
    return made


def _room(shape: str, x: int, y: int) -> float:
    """How far a point is from the outline around it; 0 where nothing is drawn."""
    distances = []
    for ring in shape.split("z"):
        points = [complex(*point) for point in corners(ring)]
        for start, end in zip(points, points[1:] + points[:1], strict=True):
            along, to = end - start, complex(x, y) - start
            part = (to * along.conjugate()).real / abs(along) ** 2 if along else 0
            distances.append(abs(to - along * min(max(part, 0), 1)))
    return min(distances, default=0)


def _point(shape: str, longitude: float | None, latitude: float | None) -> tuple[int, int]:
    if longitude is not None and latitude is not None:
        return drawn_point(longitude, latitude)
    return corners(shape)[0] if shape else (0, 0)
