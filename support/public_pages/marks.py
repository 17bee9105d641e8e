"""The mark that a view wears to be served from memory."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps


@dataclass(frozen=True)
class PublicPage:
    """What decides the bytes of a public page; the view sees nothing else of an anonymous request."""

    scopes: Callable[..., list[str]]
    params: tuple[str, ...]
    targets: tuple[str, ...]
    max_variants: int


def public_page(
    *,
    scopes: Callable[..., list[str]],
    params: Iterable[str] = (),
    targets: Iterable[str] = (),
    max_variants: int = 64,
):
    """Let the view's answer to an anonymous GET be kept in memory and revalidated by its ETag.

    `scopes(request, **url_kwargs)` names what the page shows, without any SQL; `bump` of one of these names
    renews the page. `params` are the query parameters that the view reads: others never reach it. `targets`
    are the HTMX targets for which it answers a fragment: any other request looks to it like a plain one.
    At most `max_variants` answers are kept for a path, so that invented parameters do not push out the rest.
    """

    page = PublicPage(scopes, tuple(sorted(params)), tuple(targets), max_variants)

    def mark(view):
        # A function of its own: the same view may serve two addresses with two marks.
        @wraps(view)
        def marked(request, *args, **kwargs):
            return view(request, *args, **kwargs)

        marked.public_page = page  # type: ignore[attr-defined]
        return marked

    return mark
