from django import template

from ..models import Cycle

register = template.Library()


@register.simple_tag(takes_context=True)
def facilitates(context, cycle) -> bool:
    """Whether whoever reads this page runs the cycle; for visitors, without any query."""
    user = context.get("user")
    return bool(user) and Cycle.objects.facilitated_by(user).filter(pk=cycle.pk).exists()
