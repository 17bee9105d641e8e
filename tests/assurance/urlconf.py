"""Walking the URL configuration: every route that the portal answers, by its full name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern


@dataclass(frozen=True)
class Found:
    """`name` carries its namespaces ("cycle:detail"); it is empty when nobody named the route."""

    name: str
    route: str
    parameters: tuple[str, ...]

    def path_with(self, **values: str) -> str:
        """The path with these raw values, already quoted, whatever the converters think of them."""
        return "/" + re.sub(r"<(?:[^:>]+:)?([^>]+)>", lambda match: values[match[1]], self.route)


def walk() -> list[Found]:
    return list(_walk(get_resolver(), "", ()))


def _walk(resolver: URLResolver, prefix: str, namespaces: tuple[str, ...]) -> Iterator[Found]:
    for entry in resolver.url_patterns:
        assert isinstance(entry.pattern, RoutePattern), f"{entry}: write it with path(), not re_path()"
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry, route, inner)
        elif isinstance(entry, URLPattern):
            name = ":".join([*namespaces, entry.name]) if entry.name else ""
            yield Found(name, route, tuple(re.findall(r"<(?:[^:>]+:)?([^>]+)>", route)))
