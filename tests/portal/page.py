"""Reading a page as the tests need it: its words, its links, its forms."""

from html.parser import HTMLParser


class Page(HTMLParser):
    def __init__(self, response):
        super().__init__()
        self.lang, self.title, self.h1, self.links, self.inputs, self.actions = "", "", [], [], {}, []
        self.words, self._inside = [], None
        self.has_main = False
        self.scripts, self.metas = [], []
        self.feed(response.text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "html":
            self.lang = given.get("lang", "")
        elif tag == "a":
            self.links.append(given.get("href"))
        elif tag == "main":
            self.has_main = True
        elif tag == "form":
            self.actions.append(given.get("action"))
        elif tag == "input" and "name" in given:
            self.inputs.setdefault(given["name"], []).append(given.get("value", ""))
        elif tag == "script":
            self.scripts.append(given)
        elif tag == "meta":
            self.metas.append(given)
        if tag in ("title", "h1"):
            self._inside = tag

    def handle_endtag(self, tag):
        if tag == self._inside:
            self._inside = None

    def handle_data(self, data):
        self.words.append(data)
        if self._inside == "title":
            self.title += data
        elif self._inside == "h1":
            self.h1.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())
