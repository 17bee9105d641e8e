import functools


def head_is_a_get(view):
    """Answer HEAD as GET: allauth's rate limits leave GET alone, but count HEAD as an attempt."""

    @functools.wraps(view)
    def wrapper(request, *args, **kwargs):
        if request.method != "HEAD":
            return view(request, *args, **kwargs)
        request.method = "GET"
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = "HEAD"

    return wrapper
