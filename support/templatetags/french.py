"""Days and plurals, as every page writes them: known to all templates, without loading."""

import datetime

from django import template
from django.utils import timezone

from ..french import french_date, is_plural

register = template.Library()


@register.filter
def day(value: datetime.date | None) -> str:
    """ "1er mars 2021"; of a moment, the day in Paris; nothing of nothing."""
    return french_date(_in_paris(value)) if value else ""


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """ "1er mars 2021 à 14:05", in Paris; nothing of nothing."""
    return f"{day(value)} à {_in_paris(value):%H:%M}" if value else ""


@register.filter
def plural(number: int, endings: str = "s") -> str:
    """What a word ends in: {{ n|plural }}, {{ n|plural:"x" }}, or both ends, {{ n|plural:"a,ont" }}."""
    one, _, many = endings.rpartition(",")
    return many if is_plural(number) else one


def _in_paris(value):
    return timezone.localtime(value) if isinstance(value, datetime.datetime) else value
