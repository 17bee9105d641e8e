from django.middleware.gzip import GZipMiddleware


class CompressPrivatePages(GZipMiddleware):
    """Compresses what only one person may see; public pages come compressed from memory, or plain as asked.

    The random padding of Django's middleware keeps the length from telling what a form's token is (BREACH).
    """

    def process_response(self, request, response):
        if "no-store" not in response.get("Cache-Control", ""):
            return response
        return super().process_response(request, response)
