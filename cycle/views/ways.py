"""The other ways of looking at the days of a board, its filter kept: a list, a month, a year."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from support.french import WEEKDAYS

from ..board import Board, board
from ..board_list import ORDERS, in_order, order_said
from ..board_month import month_of_days
from ..board_year import year_of_days
from ..models import Cycle
from ..moments import month_of, month_said, year_said
from .team import team_cycle

_LABELS = {
    "board": "Tableau",
    "board_list": "Liste",
    "board_month": "Mois",
    "board_year": "Année",
}


@dataclass(frozen=True)
class Way:
    """One of the four, the address that shows the same days in it."""

    name: str
    label: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class Step:
    """Where a calendar leads from here: a month and its year, or a year."""

    name: str
    year: int | None
    address: str


def ways(cycle: Cycle, seen: Board, current: str, **moments: dict) -> list[Way]:
    """The four; `moments` gives by name what else their addresses say than the filter."""
    return [
        Way(name, label, _address(cycle, seen, name, **moments.get(name, {})), name == current)
        for name, label in _LABELS.items()
    ]


def _address(cycle, seen, name, **said):
    asked = {"etat": seen.current.filter.key, **said}
    query = {key: value for key, value in asked.items() if value}
    return reverse(f"cycle:{name}", args=[cycle.slug], query=query or None)


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def board_list(request, slug):
    """A table; `tri` orders it by number, date or phase."""
    cycle, seen = _seen(request, slug)
    order = order_said(request.GET.get("tri", ""))
    context = {
        "cards": in_order(seen, order),
        "order": order,
        "orders": [(one, _address(cycle, seen, "board_list", tri=one.key)) for one in ORDERS],
        "heading": "Le programme en liste",
        "title": f"Liste : {seen.sentence.lower()}" if seen.current.filter.state else "Liste",
        "said": f"{seen.sentence}, {order.label.lower()}",
        "kept": f"&tri={order.key}",
        "ways": ways(cycle, seen, "board_list"),
    }
    return _render(request, cycle, seen, "list", context)


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def board_month(request, slug):
    """A calendar; `mois` says of which month, the present one where it says none."""
    cycle, seen = _seen(request, slug)
    today = seen.overview.today
    shown = month_of_days(seen, month_said(request.GET.get("mois", ""), today))
    month = shown.month

    def to(other):
        address = _address(cycle, seen, "board_month", mois=other.key) if other else ""
        return other and Step(other.name, other.year, address)

    context = {
        "shown": shown,
        "before": to(month.before),
        "after": to(month.after),
        "present": to(month_of(today)),
        "is_present": month == month_of(today),
        "earlier": to(shown.earlier),
        "later": to(shown.later),
        "heading": "Le programme, mois par mois",
        "title": _title(shown, str(month).capitalize()),
        "said": shown.sentence,
        "kept": f"&mois={month.key}",
        "ways": ways(
            cycle, seen, "board_month", board_month={"mois": month.key}, board_year={"annee": month.year}
        ),
    }
    return _render(request, cycle, seen, "month", context)


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def board_year(request, slug):
    """Twelve small months; `annee` says of which year, the present one where it says none."""
    cycle, seen = _seen(request, slug)
    today = seen.overview.today
    shown = year_of_days(seen, year_said(request.GET.get("annee", ""), today))

    def to(year):
        return year and Step(str(year), None, _address(cycle, seen, "board_year", annee=year))

    month = month_of(today).key if shown.year == today.year else f"{shown.year}-01"
    context = {
        "shown": shown,
        "months": [(one, _address(cycle, seen, "board_month", mois=one.month.key)) for one in shown.months],
        "before": to(shown.before),
        "after": to(shown.after),
        "present": to(today.year),
        "is_present": shown.year == today.year,
        "heading": "Le programme sur l’année",
        "title": _title(shown, f"Année {shown.year}"),
        "said": shown.sentence,
        "kept": f"&annee={shown.year}",
        "ways": ways(
            cycle, seen, "board_year", board_month={"mois": month}, board_year={"annee": shown.year}
        ),
    }
    return _render(request, cycle, seen, "year", context)


def _seen(request, slug):
    cycle = team_cycle(request, slug)
    return cycle, board(cycle, timezone.localdate(), request.GET.get("etat", ""))


def _title(shown, words):
    return shown.sentence if shown.board.current.filter.state else words


def _render(request, cycle, seen, target, context):
    """The page, or for HTMX what fills its section `target`: both from one context."""
    context |= {
        "cycle": cycle,
        "board": seen,
        "target": target,
        "fragment": f"cycle/_{target}.html",
        "weekdays": WEEKDAYS,
    }
    template = "cycle/_way_answered.html" if request.htmx.target == target else "cycle/board_way.html"
    return render(request, template, context)
