from django.core.handlers.wsgi import WSGIRequest
from django.utils.http import parse_header_parameters


class PortalRequest(WSGIRequest):
    """A request read as UTF-8, whatever charset it claims.

    Django decodes the address with the claimed charset while it makes the request, before any middleware: a
    codec that is no text encoding, or too many parameters, would then fail outside every error page.
    `RefuseUnreadableMiddleware` refuses other charsets.
    """

    def _set_content_type_params(self, meta):
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
