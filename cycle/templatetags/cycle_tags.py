from django import template

from ..models import Cycle

register = template.Library()


@register.simple_tag(takes_context=True)
def facilitates(context, cycle) -> bool:
    """Whether whoever reads this page runs the cycle; without any query for visitors, and where it is known.

    `is_run_by_reader` is what `team_cycle` found out.
    """
    if hasattr(cycle, "is_run_by_reader"):
        return cycle.is_run_by_reader
    user = context.get("user")
    return bool(user) and Cycle.objects.facilitated_by(user).filter(pk=cycle.pk).exists()
