"""Reading a page as a robot would: its forms with their fields, and its links."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

NOT_SENT = {"submit", "button", "reset", "image"}


@dataclass
class Form:
    """What one form would send, untouched: `values` holds (name, value) in the order of the page."""

    action: str
    method: str
    is_multipart: bool = False
    values: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The fields to play with: each once, the token aside."""
        return list(dict.fromkeys(name for name, _ in self.values if name != "csrfmiddlewaretoken"))


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._text: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag, pairs):
        values = {key: value or "" for key, value in pairs}
        name = values.get("name", "")
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag == "form":
            self._form = Form(
                values.get("action", ""),
                values.get("method", "get").lower(),
                values.get("enctype") == "multipart/form-data",
            )
            self.forms.append(self._form)
        elif self._form is None or not name:
            if tag == "option" and self._form and self._select:
                self._form.values.append((self._select, values.get("value", "")))
        elif tag == "input" and values.get("type") == "file":
            self._form.files.append(name)
        elif (tag == "input" and values.get("type") not in NOT_SENT) or tag == "button":
            self._form.values.append((name, values.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._text = (name, [])

    def handle_data(self, data):
        if self._text:
            self._text[1].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._form and self._text:
            self._form.values.append((self._text[0], "".join(self._text[1]).removeprefix("\n")))
            self._text = None


def read(html: str) -> tuple[list[Form], set[str]]:
    """The forms of a page, and the names of the query parameters that its links and GET forms use."""
    reader = _Reader()
    reader.feed(html)
    known = {name for link in reader.links for name, _ in parse_qsl(urlsplit(link).query, True)}
    known |= {name for form in reader.forms if form.method == "get" for name in form.names}
    return reader.forms, known
