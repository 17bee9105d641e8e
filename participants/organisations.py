"""The organisations that somebody in a cycle may say to come from: those that the map shows around it.

A large map has thousands: what the form needs of them is remembered until the map changes.
"""

from collections import defaultdict
from functools import lru_cache

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from mapping.models import Actor, Territory
from mapping.names import searchable
from support.public_pages import versions

SCOPES = ["actors", "territories"]


class Organisations:
    """What may be chosen, by what it is called: its name, and its commune where two share one name."""

    def __init__(self, rows):
        by_name = defaultdict(list)
        for pk, name, commune in rows:
            by_name[name].append((pk, commune))
        self.labels: dict[int, str] = {}
        self._by_label: dict[str, list[int]] = defaultdict(list)
        self._by_name: dict[str, list[int]] = defaultdict(list)
        shown: dict[str, None] = {}
        for name, namesakes in by_name.items():
            for pk, commune in namesakes:
                full = in_full(name, commune)
                self.labels[pk] = name if len(namesakes) == 1 else full
                shown[self.labels[pk]] = None
                # Namesakes of one commune: the first is as good as the others until a steward merges them.
                if searchable(full) not in self._by_label:
                    self._by_label[searchable(full)].append(pk)
                    self._by_name[searchable(name)].append(pk)
        self.options = _options(shown)

    def named(self, text: str) -> list[int]:
        """The keys of those that this text names, with the commune or without, whatever its accents."""
        wanted = searchable(text)
        return self._by_label.get(wanted) or self._by_name.get(wanted, [])


class Choice:
    """The organisations around one cycle, and one's own, which stays whatever became of it on the map."""

    def __init__(self, cycle, own: Actor | None):
        known = versions(SCOPES)
        # A scope that nobody ever touched says nothing of its content.
        if all(known[name] for name in SCOPES):
            self._around = _remembered(cycle.territory, *known.values())
        else:
            self._around = _around(cycle.territory)
        self._own = own

    @property
    def own_label(self) -> str:
        """What one's own is called in the list; with its commune where the map shows another of that name."""
        if self._own is None:
            return ""
        shown = self._around.labels.get(self._own.pk)
        if shown is None and self._around.named(self._own.name):
            return in_full(self._own.name, self._own.commune.name)
        return shown or self._own.name

    @property
    def options(self) -> SafeString:
        """What a <datalist> holds."""
        if self._own is None or self._own.pk in self._around.labels:
            return self._around.options
        return _options([self.own_label]) + self._around.options

    def named(self, text: str) -> list[int]:
        """The keys of those that this text names; its own label names one's own, were it one of many."""
        if self._own is not None and searchable(text) == searchable(self.own_label):
            return [self._own.pk]
        return self._around.named(text)


def in_full(name: str, commune: str) -> str:
    return f"{name} ({commune})"


def _around(territory: Territory) -> Organisations:
    communes = Territory.objects.communes_of(territory).values("pk")
    shown = Actor.objects.published().filter(commune__in=communes)
    return Organisations(shown.values_list("pk", "name", "commune__name"))


@lru_cache(maxsize=8)
def _remembered(territory: Territory, *versions: int) -> Organisations:
    return _around(territory)


def _options(labels) -> SafeString:
    return format_html_join("", '<option value="{}"></option>', ((label,) for label in labels))
