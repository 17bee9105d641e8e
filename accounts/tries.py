"""How many times a code may be tried, counted where parallel requests cannot outrun it."""

from allauth.core import ratelimit


def spend_try(request, code_id: str) -> bool:
    """Spend one of the tries of a code; False when none is left.

    allauth counts wrong codes in the session, which each of several simultaneous requests reads before any
    has written: they would get more than three tries between them. This count is taken under a lock shared
    by all processes.
    """
    return ratelimit.consume(request, action="code_try", key=code_id)
