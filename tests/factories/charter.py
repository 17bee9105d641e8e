"""A charter, its texts and its signatures, made short; adopted and signed as the portal does it."""

from accounts.models import Identity
from charter import services
from charter.models import Article, Charter, Version

from .cycle import cycle as a_cycle

MANNER = "Par consensus, lors d’une journée de travail"
KINDS = Article.Kind.values


def charter(cycle=None):
    return Charter.objects.create(cycle=cycle or a_cycle())


def draft(of=None, *, articles=2, **fields):
    """A text that is not adopted, with a few articles, of a charter of its own unless told otherwise."""
    of = of or charter()
    number = fields.pop("number", None) or Version.objects.filter(charter=of).count() + 1
    made = Version.objects.create(charter=of, number=number, **{"title": "Notre charte", **fields})
    for n in range(1, articles + 1):
        Article.objects.create(
            version=made,
            number=n,
            kind=KINDS[(n - 1) % len(KINDS)],
            title=f"Article {n}",
            text=f"Ce que dit l’article {n}.",
        )
    return made


def version(of=None, *, manner=MANNER, decided="2026-03", **fields):
    """An adopted text, in force."""
    return services.adopt(draft(of, **fields), manner=manner, decided=decided)


def signatory(version, user=None, *, name="Awa Diop", is_displayed=False, **capacity):
    """A signature by this user, or by somebody without an account."""
    identity = Identity.objects.of(user) if user else Identity.objects.create()
    capacity = {"function": "Enseignante", "organisation": "Collège des Tilleuls", **capacity}
    return services.record_signature(version, identity, name=name, is_displayed=is_displayed, **capacity)[0]
