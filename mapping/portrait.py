"""The portrait of a territory: each commune a named link, shaded by how many act there.

Written without templates: the parts that never change come ready from `geography`, the rest is numbers.
"""

from dataclasses import dataclass
from functools import cached_property

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .acting import SEATS, Answer
from .geography import Commune
from .models import Territory
from .outlines import Box

# From the middle of a number to its edge, in parts of the size of its figures.
_HALF_A_NUMBER = 0.45
_MOST_CLASSES = 4


@dataclass(frozen=True)
class Shade:
    """A class of the legend: from this many to that many."""

    rank: int
    least: int
    most: int | None

    @property
    def label(self) -> str:
        if self.rank == 0:
            return "personne"
        if self.most is None:
            return f"{self.least} et plus"
        if self.least == self.most:
            return f"{self.least} structure{'s' if self.least > 1 else ''}"
        return f"{self.least} à {self.most}"


@dataclass
class Portrait:
    """A drawing of the communes of an answer, and what its legend and its lists say."""

    answer: Answer

    @cached_property
    def communes(self) -> list[tuple[Commune, int]]:
        """Those that have an outline."""
        return [(commune, number) for commune, number in self.answer.numbers if commune.shape]

    @cached_property
    def surroundings(self) -> list[Commune]:
        """Around a commune or a quartier, the rest of its intercommunalité."""
        place, own = self.answer.question.place, {commune.pk for commune, _ in self.communes}
        if place is None or place.is_wide or place.kind == Territory.Kind.EPCI:
            return []
        epcis = frozenset().union(*(commune.epcis for commune, _ in self.communes))
        return [one for one in self.answer.geography.communes if one.epcis & epcis and one.pk not in own]

    @cached_property
    def view_box(self) -> Box | None:
        if not self.communes:
            return None
        return self.answer.geography.box([*(commune for commune, _ in self.communes), *self.surroundings])

    @property
    def label_size(self) -> int:
        return round(max(self.view_box.width, self.view_box.height * 0.75) / 34) if self.view_box else 0

    @property
    def hatch(self) -> int:
        """How far apart the lines are that say « personne »."""
        return max(round(max(self.view_box.width, self.view_box.height) / 90), 1) if self.view_box else 1

    @cached_property
    def shades(self) -> list[Shade]:
        """Nobody, then at most four classes that hold about as many communes each."""
        numbers = sorted(number for _, number in self.answer.numbers if number)
        if not numbers:
            return [Shade(0, 0, 0)]
        quarters = {numbers[len(numbers) * part // _MOST_CLASSES] for part in range(1, _MOST_CLASSES)}
        starts = sorted({1} | quarters)
        ends = [start - 1 for start in starts[1:]] + [None]
        return [Shade(0, 0, 0)] + [
            Shade(rank, *bounds) for rank, bounds in enumerate(zip(starts, ends, strict=True), 1)
        ]

    def rank_of(self, number: int) -> int:
        return sum(shade.least <= number for shade in self.shades[1:])

    @property
    def around(self) -> SafeString:
        return _safe(commune.shape for commune in self.surroundings)

    @property
    def areas(self) -> SafeString:
        """The shaded communes, those of a class together."""
        return self._by_rank(
            (number, f'<path id="c{commune.pk}" d="{commune.shape}"/>') for commune, number in self.communes
        )

    def _by_rank(self, parts) -> SafeString:
        """Parts of a drawing, each with its number, those of a class together."""
        classes: dict[int, list[str]] = {}
        for number, part in parts:
            classes.setdefault(self.rank_of(number), []).append(part)
        return _safe(f'<g class="n{rank}">{"".join(parts)}</g>' for rank, parts in sorted(classes.items()))

    @property
    def hatches(self) -> SafeString:
        """The communes where nobody acts once more, hatched: a pattern is seen where a colour is not."""
        return _safe(f'<use href="#c{commune.pk}"/>' for commune, number in self.communes if not number)

    @property
    def numbers(self) -> SafeString:
        """The number of each commune that has room for it."""
        return self._by_rank(
            (number, f'<text x="{commune.x}" y="{commune.y}">{number}</text>')
            for commune, number in self.communes
            if number and commune.room > self.label_size * _HALF_A_NUMBER
        )

    @property
    def links(self) -> SafeString:
        """What lies over the drawing: a link for each commune, with the name that hover and focus show."""
        start, box = self._start, self.view_box
        if box is None:
            return SafeString("")
        left, right = box.left + 0.25 * box.width, box.left + 0.75 * box.width
        return _safe(
            f'<a href="{start}{commune.link}" aria-label="{commune.label} : {number}">'
            f'<use href="#c{commune.pk}"/><text x="{commune.x}" y="{commune.y}"'
            f"{_ANCHORS[(commune.x > left) + (commune.x > right)]}>{commune.label} : {number}</text></a>"
            for commune, number in self.communes
        )

    @property
    def somebody(self) -> SafeString:
        """The communes where somebody acts, in words, most first."""
        found = [told for told in self.answer.numbers if told[1]]
        return self._items(sorted(found, key=lambda told: -told[1]))

    @property
    def nobody(self) -> SafeString:
        """The communes where nobody acts, in words."""
        return self._items(told for told in self.answer.numbers if not told[1])

    def _items(self, told) -> SafeString:
        start = self._start
        return _safe(
            f'<li><a href="{start}{commune.link}">{commune.label}{f" : {number}" if number else ""}</a></li>'
            for commune, number in told
        )

    @cached_property
    def _start(self) -> str:
        """How the address of each commune's own list begins."""
        address = self.answer.question.address(place=None)
        return escape(f"{address}&territoire=" if len(address) > 1 else "?territoire=")

    @property
    def title(self) -> str:
        counted = "sièges" if self.answer.question.view == SEATS else "structures"
        return f"Nombre de {counted} dans chaque commune"


# From the left edge, the middle, the right edge.
_ANCHORS = (' text-anchor="start"', "", ' text-anchor="end"')


def _safe(parts) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 (names and codes were escaped when the places were read)
