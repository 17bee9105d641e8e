from django import template
from django.utils.dateformat import format as date_format

from .. import drawing

register = template.Library()


@register.simple_tag(takes_context=True)
def territory_map(context, territory):
    """The communes of a territory, drawn and listed, coloured by intercommunalité. Two queries at most."""
    return drawing.territory_map(territory, getattr(context.get("request"), "scope_versions", None))


@register.simple_tag
def territory_locator(territory, around):
    """Where a territory lies inside a larger one. Two queries."""
    return drawing.territory_locator(territory, around)


@register.filter
def spoken_day(day):
    """A day as it is said: « 1er janvier 2019 », « 2 janvier 2019 »."""
    return date_format(day, "j F Y" if day.day > 1 else "1\\e\\r F Y")
