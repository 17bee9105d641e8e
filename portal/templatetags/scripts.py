"""Scripts that a page brings in, each with the digest of the bytes that a browser must receive."""

import base64
import functools
import hashlib

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def script(path):
    """A deferred script of our own host; a browser runs it only if its bytes are those meant (SRI)."""
    return format_html(
        '<script src="{}" integrity="{}" defer></script>', staticfiles_storage.url(path), integrity(path)
    )


def integrity(path: str) -> str:
    """The Subresource Integrity value of a static file; LookupError when there is none of that name."""
    return _digest(path) if settings.DEBUG else _known_digest(path)


def _digest(path: str) -> str:
    # The manifest's copies have the bytes of their source: only stylesheets are rewritten.
    found = finders.find(path)
    if found is None:
        raise LookupError(f"No static file is called {path!r}")
    with open(found, "rb") as file:
        return f"sha384-{base64.b64encode(hashlib.sha384(file.read()).digest()).decode()}"


_known_digest = functools.lru_cache(maxsize=64)(_digest)
