"""Which release of the portal this process runs, as far as its pages can tell."""

import functools
import hashlib
import importlib.metadata
import json
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import engines
from django.views.debug import SafeExceptionReporterFilter

SOURCES = {".py", ".html", ".typ", ".txt", ".svg", ".md", ".mo"}


def _directories() -> list[Path]:
    base = Path(settings.BASE_DIR).resolve()
    ours = [Path(app.path).resolve() for app in apps.get_app_configs()]
    ours += [Path(directory).resolve() for engine in engines.all() for directory in engine.dirs]
    # Packages of others are known by their version.
    return sorted({path for path in ours if path.is_relative_to(base) and "site-packages" not in path.parts})


def _files() -> Iterator[Path]:
    for directory in _directories():
        for path in sorted(directory.rglob("*")):
            if path.suffix in SOURCES:
                yield path


@functools.cache
def release() -> str:
    """A digest of the code, templates, packages, static files and harmless settings.

    Of contents, not dates: two machines that run the same answer with the same ETag. Secrets are left out.
    """
    digest = hashlib.sha256()
    base = Path(settings.BASE_DIR).resolve()
    for path in _files():
        digest.update(str(path.relative_to(base)).encode() + b"\0" + path.read_bytes() + b"\0")
    packages = sorted(f"{found.name}=={found.version}" for found in importlib.metadata.distributions())
    digest.update("\n".join(packages).encode())
    digest.update(getattr(staticfiles_storage, "manifest_hash", "").encode())
    shown = SafeExceptionReporterFilter().get_safe_settings()
    digest.update(json.dumps(shown, sort_keys=True, default=lambda value: "", skipkeys=True).encode())
    return digest.hexdigest()
