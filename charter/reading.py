"""What the pages of a charter show: its articles by kind, its figures, those who chose to be shown."""

from dataclasses import dataclass
from functools import lru_cache

from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, Sum, When
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string

from .models import Article, Signatory, Version

# As many names on a page as a reader takes in, and as a page can be without weighing.
A_PAGE = 50


@dataclass
class Chapter:
    """The articles of one kind, in their order."""

    kind: str
    label: str
    articles: list[Article]


LABELS = {
    Article.Kind.VISION: "Notre vision",
    Article.Kind.VALUE: "Nos valeurs",
    Article.Kind.PRINCIPLE: "Nos principes",
    Article.Kind.OBJECTIVE: "Nos objectifs partagés",
    Article.Kind.COMMITMENT: "Nos engagements",
}


@dataclass(frozen=True)
class Text:
    """What an adopted version says: its articles by kind, and the same as HTML."""

    chapters: tuple[Chapter, ...]
    html: str


def text_of(version: Version) -> Text:
    """The text of an adopted version; read and drawn once a process, for nothing can change it any more."""
    return _text(version.digest, version.pk)


# The digest is that of every word drawn here: the same digest, the same text.
@lru_cache(maxsize=64)
def _text(digest: str, pk) -> Text:
    version = Version.objects.only("preamble").get(pk=pk, digest=digest)
    found = tuple(chapters(version))
    html = render_to_string("charter/_text.html", {"version": version, "chapters": found})
    return Text(chapters=found, html=html)


def chapters(version: Version) -> list[Chapter]:
    """The articles by kind, from the vision to the commitments; one query."""
    articles = list(Article.objects.filter(version=version))
    grouped = [
        Chapter(kind.value, label, [article for article in articles if article.kind == kind])
        for kind, label in LABELS.items()
    ]
    return [chapter for chapter in grouped if chapter.articles]


@dataclass
class Figures:
    """Signatures in force: how many, of how many organisations, how many shown."""

    people: int
    organisations: int
    displayed: int


def figures(version: Version) -> Figures:
    """One query, in one pass over an index that is in the order of the organisations."""
    shown = Case(When(is_displayed=True, then=1), default=0)
    by_organisation = (
        Signatory.objects.in_force()
        .filter(version=version)
        .values("organisation")
        .annotate(signed=Count("*"), shown=Sum(shown))
    )
    counts = by_organisation.aggregate(
        people=Coalesce(Sum("signed"), 0),
        # As groups: a COUNT(DISTINCT) would have PostgreSQL sort every name to count them.
        organisations=Count("organisation", filter=~Q(organisation="")),
        displayed=Coalesce(Sum("shown"), 0),
    )
    return Figures(**counts)


class _Counted(Paginator):
    """A paginator that is told the count, which is known already."""

    def __init__(self, rows, count):
        super().__init__(rows, A_PAGE)
        self.count = count


def displayed_page(version: Version, figures: Figures, number):
    """One page of those who chose to be shown; the nearest one where the number makes no sense."""
    rows = Signatory.objects.displayed().filter(version=version).only("name", "function", "organisation")
    return _Counted(rows, figures.displayed).get_page(number)
