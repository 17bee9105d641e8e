"""A version of a charter as a file that people write (docs/animation/fichier-de-charte.md)."""

from dataclasses import dataclass, fields

from django.db import transaction

from accounts.models import Identity
from cycle.exchange.tables import Table
from cycle.models import Cycle
from support.toml import Problem, Refused, parse

from . import services
from .models import Article, Charter, Signatory, Version


@dataclass(frozen=True)
class ArticleContent:
    kind: str
    title: str
    text: str


@dataclass(frozen=True)
class SignatoryContent:
    """Somebody invented, who signs in a fictional cycle."""

    name: str
    function: str
    organisation: str
    is_displayed: bool
    is_withdrawn: bool


@dataclass(frozen=True)
class VersionContent:
    """One version of one cycle's charter, as it was adopted."""

    cycle: str
    number: int
    title: str
    preamble: str
    manner: str
    decided: str
    articles: tuple[ArticleContent, ...]
    signatories: tuple[SignatoryContent, ...]


def read(text: str) -> VersionContent:
    """The content of a charter file; Refused, with every problem found, when any part of it is wrong."""
    problems: list[Problem] = []
    table = Table(parse(text), "", problems)
    content = VersionContent(
        cycle=table.line("cycle", required=True),
        number=table.number("number"),
        title=table.line("title", required=True),
        preamble=table.prose("preamble"),
        manner=table.line("manner", required=True),
        decided=table.partial_date("decided"),
        articles=tuple(map(_article, table.tables("articles"))),
        signatories=tuple(map(_signatory, table.tables("signatories"))),
    )
    if not content.articles:
        table.refuse("articles", "une charte a au moins un article.")
    _fits(table, Version, content, "title", "manner")
    table.finish()
    if problems:
        raise Refused(problems)
    return content


def _article(table: Table) -> ArticleContent:
    content = ArticleContent(
        kind=table.choice("kind", Article.Kind.values),
        title=table.line("title", required=True),
        text=table.prose("text", required=True),
    )
    _fits(table, Article, content, "title", "text")
    table.finish()
    return content


def _signatory(table: Table) -> SignatoryContent:
    content = SignatoryContent(
        name=table.line("name", required=True),
        function=table.line("function"),
        organisation=table.line("organisation"),
        is_displayed=table.flag("displayed", default=False),
        is_withdrawn=table.flag("withdrawn", default=False),
    )
    _fits(table, Signatory, content, "name", "function", "organisation")
    table.finish()
    return content


def _fits(table, model, content, *names):
    """What the form of a page would refuse, too long a name for example, is refused here as well."""
    table.fits(model, {name: (name, getattr(content, name)) for name in names if getattr(content, name)})


@transaction.atomic
def store(content: VersionContent) -> bool:
    """Adopt this version in its cycle; False when it is there already, word for word.

    Refused when the cycle is not there, when a version of this number says something else (an adopted text
    never changes), when a number is missing before it, or when somebody would sign in a real cycle.
    """
    cycle = Cycle.objects.filter(slug=content.cycle).first()
    if cycle is None:
        raise _refused("cycle", f"aucun cycle « {content.cycle} » ; chargez-le d’abord.")
    if content.signatories and not cycle.is_fictional:
        raise _refused("signatories", "on ne signe pour personne : seul un cycle fictif peut en avoir.")
    charter, _ = Charter.objects.get_or_create(cycle=cycle)
    charter = Charter.objects.locked(charter.pk)
    known = charter.versions.filter(number=content.number).first()
    if known is not None:
        if _what(known, known.articles.all()) == _what(content, content.articles):
            return False
        raise _refused("number", "cette version dit déjà autre chose : donnez à ce texte le numéro suivant.")
    expected = charter.versions.count() + 1
    if content.number != expected:
        raise _refused("number", f"la prochaine version est la {expected}.")
    version = Version.objects.create(
        charter=charter, number=content.number, title=content.title, preamble=content.preamble
    )
    for number, article in enumerate(content.articles, start=1):
        values = {field.name: getattr(article, field.name) for field in fields(article)}
        Article.objects.create(version=version, number=number, **values)
    version = services.adopt(version, manner=content.manner, decided=content.decided)
    for signatory in content.signatories:
        _sign(version, signatory)
    return True


def _sign(version, content):
    """Let somebody invented sign; a new identity each, without an account."""
    signature, _ = services.record_signature(
        version,
        Identity.objects.create(name=content.name),
        name=content.name,
        function=content.function,
        organisation=content.organisation,
        is_displayed=content.is_displayed,
    )
    if content.is_withdrawn:
        services.withdraw(signature)


def _what(version, articles):
    """What a version says, whether it comes from a file or from the database."""
    said = [(article.kind, article.title, article.text) for article in articles]
    return version.title, version.preamble, version.manner, version.decided, said


def _refused(key, reason):
    return Refused([Problem(key, reason)])
