from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponseNotAllowed
from django.http.request import UnreadablePostError

from .views import errors

CHARSETS = {"", "utf-8", "utf8"}
# All that pages and forms send. Some of allauth's views would take a PUT for a POST.
METHODS = ["GET", "HEAD", "POST"]


class RefuseUnreadableMiddleware:
    """Refuses with a 400, before any view, what no database can hold or no form of ours sends.

    NUL characters (PostgreSQL refuses them with an error in the middle of a query), charsets other than UTF-8
    (some of Python's codecs are no text encodings), with a 413 requests that are too large, with a 405
    methods that no page uses.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if _length(request) > settings.MAX_REQUEST_BYTES:
            return errors.too_large(request)
        if request.content_params.get("charset", "").lower() not in CHARSETS:
            raise BadRequest("Unknown charset")
        if "\0" in request.path or b"\0" in unquote_to_bytes(request.META.get("QUERY_STRING", "")):
            raise BadRequest("NUL in the address")
        if any("\0" in value for value in request.COOKIES.values()):
            raise BadRequest("NUL in a cookie")
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST":
            return
        try:
            posted = request.POST
        except UnreadablePostError:
            return  # The client left; the CSRF check says so.
        if any("\0" in name or "\0" in value for name, values in posted.lists() for value in values):
            raise BadRequest("NUL in the form")


def _length(request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
