"""The days of a cycle one below the other, in the order asked for."""

import datetime
from dataclasses import dataclass

from .board import Board, Card
from .models import Workday
from .moments import month_of


@dataclass(frozen=True)
class Order:
    key: str
    label: str


ORDERS = (Order("numero", "Par numéro"), Order("date", "Par date"), Order("phase", "Par phase"))


def order_said(key: str) -> Order:
    """The first one where `key` names none."""
    return next((order for order in ORDERS if order.key == key), ORDERS[0])


def in_order(board: Board, order: Order) -> list[Card]:
    keys = {
        "numero": lambda card: card.workday.number,
        "date": lambda card: _in_time(card.workday),
        "phase": lambda card: (card.workday.phase.number, card.workday.number),
    }
    return sorted(board.cards, key=keys[order.key])


def _in_time(day: Workday):
    """A day counts from when it is at the latest: one of which only the month is known, at its end."""
    at_the_latest = month_of(day.date).last if day.date else day.phase.ends_on
    latest = day.date if day.has_day else at_the_latest
    return latest, not day.has_day, day.starts_at or datetime.time.min, day.number
