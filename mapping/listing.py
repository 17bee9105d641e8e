"""The list beside the map: a page of actors, each with the actions that put it there."""

from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .acting import Answer
from .models import CATEGORY_LABELS, ActionTerritory

PER_PAGE = 20
# The actions and the places that a line names; the rest are counted.
ACTIONS, PLACES = 2, 3


@dataclass
class Told:
    """An action as a line tells it."""

    title: str
    places: list[str] = field(default_factory=list)
    more_places: int = 0


@dataclass
class Line:
    """An actor of the list. Nothing about persons: the actor's own page knows whom to call."""

    name: str
    url: str
    category: str
    commune: str
    is_fictional: bool
    actions: list[Told] = field(default_factory=list)
    more_actions: int = 0

    @property
    def html(self) -> SafeString:
        """The inside of its list item: written here, where a template took three times as long for twenty."""
        fictional = mark_safe(' · <span class="fictional">fictive</span>') if self.is_fictional else ""
        return format_html(
            '<b><a href="{}">{}</a></b> <span class="quiet">{}, {}{}</span>{}{}',
            self.url,
            self.name,
            self.category,
            self.commune,
            fictional,
            format_html_join(
                "",
                '<span class="told">{} <span class="quiet">{}{}</span></span>',
                (
                    (told.title, ", ".join(told.places), _and_others(told.more_places))
                    for told in self.actions
                ),
            ),
            format_html('<span class="quiet">{} action{}</span>', *_more(self.more_actions))
            if self.more_actions
            else "",
        )


def _and_others(number: int) -> str:
    return f" et {number} autre{'s' if number > 1 else ''}" if number else ""


def _more(number: int) -> tuple[str, str]:
    return _and_others(number).strip(), "s" if number > 1 else ""


class Pages(Paginator):
    """Pages of a list whose length is known already."""

    def __init__(self, rows, length: int):
        super().__init__(rows, PER_PAGE)
        self.length = length

    @cached_property
    def count(self):
        return self.length


def page_of(answer: Answer, number):
    """A page of the list, its lines in `object_list`; the nearest there is. Three queries at most."""
    wanted = answer.actors.values_list("pk", "name", "category", "commune", "is_fictional")
    page = Pages(wanted, answer.total).get_page(number)
    names = answer.geography.names
    base = reverse("actor:detail", args=[0]).removesuffix("0/")
    lines = {
        pk: Line(name, f"{base}{pk}/", CATEGORY_LABELS[category], names.get(commune, ""), is_fictional)
        for pk, name, category, commune, is_fictional in page.object_list
    }
    actions: dict[int, Told] = {}
    for pk, actor, title in (
        answer.actions.filter(actor__in=list(lines))
        .order_by("title", "pk")
        .values_list("pk", "actor", "title")
    ):
        line = lines[actor]
        if len(line.actions) < ACTIONS:
            actions[pk] = Told(title)
            line.actions.append(actions[pk])
        else:
            line.more_actions += 1
    if actions:
        served = ActionTerritory.objects.filter(action__in=list(actions))
        for pk, place in served.order_by("pk").values_list("action", "territory"):
            told = actions[pk]
            if len(told.places) < PLACES:
                told.places.append(names.get(place, ""))
            else:
                told.more_places += 1
    page.object_list = list(lines.values())
    return page
