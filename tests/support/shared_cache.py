from django.test import Client


class SharedCache:
    """A cache between many people and the portal, as RFC 9111 describes one: it keeps what it may, keys it by
    the address and by what Vary names, and asks the portal again before each reuse, as max-age=0 demands."""

    def __init__(self):
        self.client = Client()
        self.kept = {}
        self.reused = 0

    def origin(self, url, headers):
        self.client.cookies.clear()
        return self.client.get(url, headers=headers)

    def get(self, url, headers):
        kept = next((one for one in self.kept.get(url, []) if one.fits(headers)), None)
        asked = {**headers, "If-None-Match": kept.response["ETag"]} if kept else headers
        response = self.origin(url, asked)
        if response.status_code == 304:
            assert kept, "304 to somebody who has nothing"
            self.reused += 1
            return kept.response
        control = response.get("Cache-Control", "")
        if "no-store" not in control and "private" not in control:
            assert "must-revalidate" in control
            others = [one for one in self.kept.get(url, []) if not one.fits(headers)]
            self.kept[url] = [*others, Kept(headers, response)]
        return response


class Kept:
    def __init__(self, headers, response):
        names = [name.strip() for name in response.get("Vary", "").split(",") if name.strip()]
        self.varies = {name: headers.get(name) for name in names}
        self.response = response

    def fits(self, headers):
        return all(headers.get(name) == value for name, value in self.varies.items())
