from django import template

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
