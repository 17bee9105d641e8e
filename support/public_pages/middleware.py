"""Who gets which answer, and who may keep it: memory, ETag and Cache-Control for every page of the portal."""

import gzip
import hashlib
import json
from base64 import urlsafe_b64encode
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, urlencode

from .marks import PublicPage
from .memory import Key, Memory, Page
from .release import release
from .scopes import versions

VARY = ("Cookie", "Accept-Encoding", "HX-Request", "HX-Target")
OURS = {"cache-control", "content-length", "etag", "last-modified", "vary"}
# Notes left on a response for the middleware outside this one (clickjacking).
EXTRAS = ("xframe_options",)


class PublicPagesMiddleware:
    """Serves public pages from memory to whoever is not logged in; forbids anybody to keep any other page.

    Outside session, authentication and CSRF; inside the check of the Host and the security headers.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.memory = Memory()
        self.release = release()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        match = _match(request)
        page = getattr(match.func, "public_page", None) if match else None
        if match is None or page is None or request.method not in ("GET", "HEAD"):
            response = self.get_response(request)
            return response if _is_for_everybody(match, response) else _private(response)
        _keep_known_params(request, page)
        if _says_who(request) or settings.DEBUG:
            return _private(self.get_response(request))
        return self._anonymous(request, match, page)

    def _anonymous(self, request, match: ResolverMatch, page: PublicPage) -> HttpResponseBase:
        target = _keep_known_target(request, page)
        # The version before the content: a page can be newer than its key, never older.
        known = request.scope_versions = versions(page.scopes(request, **match.kwargs))
        key = self._key(request, page, known, target)
        zipped = _accepts_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        etag = f'"{key.digest}-{"gzip" if zipped else "plain"}"'
        if _has(request, etag):
            return _public(HttpResponseNotModified(), etag)
        found = self.memory.get_or_build(key, lambda: self._build(request))
        if isinstance(found, Page):
            return _public(_answer(found, zipped, head=request.method == "HEAD"), etag)
        return _private(found)

    def _key(self, request, page: PublicPage, known: dict[str, int], target: str) -> Key:
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        stamp = _digest(self.release, *known.items(), today.isoformat())
        address = request.scheme, request.get_host(), request.path, request.META["QUERY_STRING"]
        return Key(_digest(stamp, address, target), request.path, stamp, page.max_variants)

    def _build(self, request) -> tuple[HttpResponseBase, Page | None]:
        method, request.method = request.method, "GET"
        # The view must not depend on what the key does not hold. The CSRF cookie stays: a page that turns out
        # to hold a token must not replace the one that the other tabs use.
        token = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
        request.COOKIES = {settings.CSRF_COOKIE_NAME: token} if token else {}
        try:
            response = self.get_response(request)
        finally:
            request.method = method
        return response, _page(response) if _may_be_kept(request, response) else None


def _match(request) -> ResolverMatch | None:
    try:
        return resolve(request.path_info, getattr(request, "urlconf", None))
    except Resolver404:
        return None


def _says_who(request) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "HTTP_AUTHORIZATION" in request.META


def _keep_known_params(request, page: PublicPage) -> None:
    if not request.META.setdefault("QUERY_STRING", ""):
        return
    known = [(name, value) for name in page.params for value in request.GET.getlist(name)]
    request.META["QUERY_STRING"] = urlencode(known)
    request.GET = QueryDict(request.META["QUERY_STRING"])


def _keep_known_target(request, page: PublicPage) -> str:
    """The HTMX target, when the page has a fragment for it; else "", and the request becomes a plain one."""
    target = request.META.get("HTTP_HX_TARGET", "") if request.META.get("HTTP_HX_REQUEST") == "true" else ""
    if target not in page.targets:
        target = ""
    for name in [name for name in request.META if name.startswith("HTTP_HX_")]:
        del request.META[name]
    if target:
        request.META |= {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": target}
    request.__dict__.pop("headers", None)  # Django reads META once.
    return target


def _accepts_gzip(header: str) -> bool:
    """Whether Accept-Encoding allows gzip (RFC 9110, 12.5.3); an unreadable weight counts as a refusal."""
    wished = {}
    for part in header.lower().split(","):
        coding, _, weight = part.partition(";")
        try:
            wished[coding.strip()] = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            wished[coding.strip()] = 0.0
    return wished.get("gzip", wished.get("*", 0.0)) > 0


def _has(request, etag: str) -> bool:
    # "*" is no match: whether the page exists is not known before it is built. Proxies may weaken the tag.
    sent = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return etag in (tag.removeprefix("W/") for tag in sent)


# Remembered: from one request for a page to the next, nothing has changed as a rule.
@lru_cache(maxsize=256)
def _digest(*parts) -> str:
    packed = json.dumps(parts).encode()
    return urlsafe_b64encode(hashlib.sha256(packed).digest()[:18]).decode()


def _may_be_kept(request, response) -> bool:
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    forbidden = {"no-store", "private"} & set(response.get("Cache-Control", "").replace(" ", "").split(","))
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        # Set as soon as a page asked for a token, even when the cookie was already there.
        and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
        and not response.has_header("Content-Encoding")
        and varies <= {name.lower() for name in VARY}
        and not forbidden
    )


def _page(response) -> Page:
    headers = {name: value for name, value in response.items() if name.lower() not in OURS}
    extras = {name: value for name, value in vars(response).items() if name.startswith(EXTRAS)}
    # Nothing in these bytes is secret, so that compressing them tells nothing (BREACH). At level 5, half the
    # time of level 6 for one byte more in a hundred.
    return Page(gzip.compress(response.content, 5, mtime=0), len(response.content), headers, extras)


def _answer(page: Page, zipped: bool, head: bool) -> HttpResponse:
    body = b"" if head else page.zipped if zipped else page.plain()
    response = HttpResponse(body, headers=page.headers)
    vars(response).update(page.extras)
    response["Content-Length"] = str(len(page.zipped) if zipped else page.length)
    if zipped:
        response["Content-Encoding"] = "gzip"
    return response


def _public(response: HttpResponse, etag: str) -> HttpResponse:
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    response["ETag"] = etag
    response["Vary"] = ", ".join(VARY)
    return response


def _is_for_everybody(match: ResolverMatch | None, response: HttpResponseBase) -> bool:
    """A view open to all that says "public" itself: robots.txt, the favicon."""
    is_open = match is not None and not getattr(match.func, "login_required", True)
    return is_open and response.get("Cache-Control", "").startswith("public")


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """no-store, not no-cache: on Back, after a log-out, a browser may show a no-cache page again."""
    response["Cache-Control"] = "private, no-store"
    for name in ("ETag", "Last-Modified"):
        del response[name]
    patch_vary_headers(response, VARY)
    return response
