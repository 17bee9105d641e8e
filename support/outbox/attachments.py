"""Attachments are named when a mail is queued and made when it is sent, by whoever knows how.

A room above registers its renderers in `AppConfig.ready()`; the worker calls them, so that nothing heavy is
rendered during a request or inside a transaction.
"""

from collections.abc import Callable
from typing import NamedTuple


class Attachment(NamedTuple):
    filename: str
    content: bytes
    mimetype: str


Renderer = Callable[..., Attachment]

_renderers: dict[str, Renderer] = {}


def attachment_renderer(name: str) -> Callable[[Renderer], Renderer]:
    """Registers the function that makes attachments of this name, from JSON arguments."""

    def register(renderer: Renderer) -> Renderer:
        if name in _renderers:
            raise ValueError(f"An attachment renderer is already called {name!r}")
        _renderers[name] = renderer
        return renderer

    return register


def is_known(name: str) -> bool:
    return name in _renderers


def render(name: str, arguments: dict) -> Attachment:
    """The attachment, made now; LookupError when nobody registered this name."""
    if name not in _renderers:
        raise LookupError(f"No attachment renderer is called {name!r}")
    return _renderers[name](**arguments)
