"""From a file that somebody wrote to an adopted version, with signatories where all is fictional."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Identity
from cycle.exchange.tables import Table
from cycle.models import Cycle, Workday
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
    name: str
    function: str
    organisation: str
    displayed: bool
    withdrawn: bool


@dataclass(frozen=True)
class CharterContent:
    """What a file says. `workday` is the number of the day on which the text was adopted, 0 without one."""

    cycle: str
    title: str
    preamble: str
    manner: str
    decided: str
    workday: int
    articles: tuple[ArticleContent, ...]
    signatories: tuple[SignatoryContent, ...]


def read(text: str) -> CharterContent:
    """The content of a charter file; Refused, with every problem found, when any part of it is wrong."""
    problems: list[Problem] = []
    table = Table(parse(text), "", problems)
    content = CharterContent(
        cycle=table.line("cycle", required=True),
        title=table.line("title", required=True),
        preamble=table.prose("preamble").strip(),
        manner=table.line("manner", required=True),
        decided=table.partial_date("decided"),
        workday=table.number("workday") if "workday" in table else 0,
        articles=tuple(map(_article, table.tables("articles"))),
        signatories=tuple(map(_signatory, table.tables("signatories"))),
    )
    table.fits(Version, {name: (name, getattr(content, name)) for name in ("title", "preamble", "manner")})
    if "workday" in table and "decided" in table:
        table.refuse("decided", "donnez la date, ou le numéro de la journée, pas les deux.")
    if not content.articles:
        table.refuse("articles", "une charte a au moins un article.")
    table.finish()
    if problems:
        raise Refused(problems)
    return content


def _article(table: Table) -> ArticleContent:
    content = ArticleContent(
        kind=table.choice("kind", Article.Kind.values),
        title=table.line("title", required=True),
        text=table.prose("text").strip(),
    )
    if not content.text:
        table.refuse("text", "un article a un texte.")
    table.fits(Article, {"title": ("title", content.title)})
    table.finish()
    return content


def _signatory(table: Table) -> SignatoryContent:
    content = SignatoryContent(
        name=table.line("name", required=True),
        function=table.line("function"),
        organisation=table.line("organisation"),
        displayed=table.flag("displayed", default=False),
        withdrawn=table.flag("withdrawn", default=False),
    )
    table.fits(
        Signatory, {name: (name, getattr(content, name)) for name in ("name", "function", "organisation")}
    )
    table.finish()
    return content


@transaction.atomic
def store(content: CharterContent) -> tuple[Version, bool]:
    """Adopt this text as the next version of its cycle's charter; the version, and whether it is new.

    A text that says the same as the version in force changes nothing. Refused when the cycle or the day is
    unknown, or when signatories are given for a cycle that is not fictional.
    """
    cycle = Cycle.objects.filter(slug=content.cycle).first()
    if cycle is None:
        raise Refused([Problem("cycle", f"aucun cycle n’a l’adresse « {content.cycle} ».")])
    if content.signatories and not cycle.is_fictional:
        raise Refused([Problem("signatories", "on signe soi-même ; seul un cycle fictif reçoit les siens.")])
    decided = _decided(content, cycle)
    charter, _ = Charter.objects.get_or_create(cycle=cycle)
    charter = Charter.objects.locked(charter.pk)
    present = Version.objects.in_force().filter(charter=charter).first()
    if present is not None and _says(present) == _told(content):
        return present, False
    last = Version.objects.filter(charter=charter).order_by("-number").first()
    version = Version.objects.create(
        charter=charter,
        number=last.number + 1 if last else 1,
        title=content.title,
        preamble=content.preamble,
    )
    Article.objects.bulk_create(
        Article(version=version, number=number, kind=a.kind, title=a.title, text=a.text)
        for number, a in enumerate(content.articles, start=1)
    )
    try:
        version = services.adopt(version, manner=content.manner, decided=decided)
    except ValidationError as error:
        raise Refused([Problem("", message) for message in error.messages]) from None
    for signatory in content.signatories:
        _sign(version, signatory)
    return version, True


def _decided(content, cycle):
    """The (partial) date of the meeting: as given, or as the cycle's programme knows its day."""
    if not content.workday:
        return content.decided
    workday = Workday.objects.filter(cycle=cycle, number=content.workday).first()
    if workday is None:
        raise Refused([Problem("workday", f"aucune journée du cycle ne porte le numéro {content.workday}.")])
    if workday.date is None:
        return ""
    return workday.date.isoformat() if workday.has_day else workday.date.isoformat()[:7]


def _says(version):
    articles = [(article.kind, article.title, article.text) for article in version.articles.all()]
    return version.title, version.preamble, articles


def _told(content):
    return content.title, content.preamble, [(a.kind, a.title, a.text) for a in content.articles]


def _sign(version, content):
    """Somebody who does not exist: an identity without an account, and no mail."""
    signatory, _ = services.record_signature(
        version,
        Identity.objects.create(name=content.name),
        name=content.name,
        function=content.function,
        organisation=content.organisation,
        is_displayed=content.displayed,
    )
    if content.withdrawn:
        services.withdraw(signatory)
