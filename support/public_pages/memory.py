"""Answers kept by one process, within a number of bytes; one builder for each missing answer."""

import gzip
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock

from django.conf import settings
from django.http import HttpResponseBase

# What Python keeps around the bytes of one answer, counted roughly and generously.
OVERHEAD = 2_000
# Seconds that a request waits for the one which already builds the same answer, before it builds its own.
PATIENCE = 10


@dataclass(frozen=True)
class Key:
    """Everything that decides the bytes: `digest` of all of it, `stamp` of what changes for a whole path."""

    digest: str
    path: str
    stamp: str
    max_variants: int


@dataclass(frozen=True)
class Page:
    """An answer, its body gzipped once; `extras` are the notes that outer middleware reads on a response."""

    zipped: bytes
    length: int
    headers: dict[str, str]
    extras: dict[str, object] = field(default_factory=dict)

    @property
    def cost(self) -> int:
        return len(self.zipped) + OVERHEAD

    def plain(self) -> bytes:
        return gzip.decompress(self.zipped)


class Memory:
    """The least recently used pages leave first; a path forgets its pages as soon as its content changes."""

    def __init__(self):
        self._lock = Lock()
        self._pages: OrderedDict[str, tuple[Key, Page]] = OrderedDict()
        self._paths: dict[str, OrderedDict[str, str]] = {}
        self._building: dict[str, Event] = {}
        self.bytes = 0

    def __len__(self):
        return len(self._pages)

    def get(self, key: Key) -> Page | None:
        with self._lock:
            if key.digest not in self._pages:
                return None
            self._pages.move_to_end(key.digest)
            self._paths[key.path].move_to_end(key.digest)
            return self._pages[key.digest][1]

    def put(self, key: Key, page: Page) -> None:
        """Keep a page, pushing out what must leave; a page larger than the whole memory is not kept."""
        limit = settings.PUBLIC_PAGES_BYTES
        if page.cost > limit:
            return
        with self._lock:
            self._forget(key.digest)
            variants = self._paths.setdefault(key.path, OrderedDict())
            for digest in [digest for digest, stamp in variants.items() if stamp != key.stamp]:
                self._forget(digest)
            while len(variants) >= key.max_variants:
                self._forget(next(iter(variants)))
            self._pages[key.digest] = key, page
            self._paths.setdefault(key.path, variants)[key.digest] = key.stamp
            self.bytes += page.cost
            while self.bytes > limit:
                self._forget(next(iter(self._pages)))

    def _forget(self, digest: str) -> None:
        if digest not in self._pages:
            return
        key, page = self._pages.pop(digest)
        self.bytes -= page.cost
        del self._paths[key.path][digest]
        if not self._paths[key.path]:
            del self._paths[key.path]

    def get_or_build(
        self, key: Key, build: Callable[[], tuple[HttpResponseBase, Page | None]]
    ) -> Page | HttpResponseBase:
        """The page kept under `key`, or what `build` makes: a page to keep, else its response as it is.

        Of several requests for the same missing page one builds; the others wait for it, then look again.
        """
        if page := self.get(key):
            return page
        with self._lock:
            somebody = self._building.get(key.digest)
            mine = None if somebody else self._building.setdefault(key.digest, Event())
        if somebody:
            somebody.wait(PATIENCE)
        try:
            # Between the first look and the claim, or during the wait, it may have been built.
            if page := self.get(key):
                return page
            response, page = build()
            if page is None:
                return response
            self.put(key, page)
            return page
        finally:
            if mine:
                with self._lock:
                    del self._building[key.digest]
                mine.set()
