"""Does all that a charter tells still agree with its chain of records? Said in French, link by link."""

from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction

from .canonical import moment, sha256
from .chain import adoption_commitment
from .models import ChainLink, Charter, Signatory, Version
from .models.chain import NOTHING_BEFORE

ADOPTION, SIGNATURE, WITHDRAWAL = ChainLink.Kind.ADOPTION, ChainLink.Kind.SIGNATURE, ChainLink.Kind.WITHDRAWAL
# Finding where a misplaced link came from means trying every place: done for so many links, then no more.
SEARCHED = 50


@dataclass
class Verdict:
    """What was found: how much of each kind, and all that disagrees; of `erased` ones the links remain."""

    links: int = 0
    adoptions: int = 0
    signatures: int = 0
    withdrawals: int = 0
    erased: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def is_valid(self):
        return not self.problems


def verify(charter: Charter) -> Verdict:
    """Walk the chain, then hold the adopted texts and the signatures against it."""
    # One moment for all that is read: nobody signs between two queries. What is computed comes after.
    with transaction.atomic():
        charter = Charter.objects.locked(charter.pk)
        links = list(ChainLink.objects.filter(charter=charter).order_by("sequence"))
        versions = list(
            Version.objects.adopted()
            .filter(charter=charter)
            .select_related("predecessor")
            .prefetch_related("articles")
            .order_by("number")
        )
        signatories = list(
            Signatory.objects.filter(version__charter=charter)
            .select_related("version", "link", "withdrawal_link", "identity")
            .order_by("link__sequence")
        )
    kinds = Counter(link.kind for link in links)
    verdict = Verdict(
        links=len(links),
        adoptions=kinds[ADOPTION],
        signatures=kinds[SIGNATURE],
        withdrawals=kinds[WITHDRAWAL],
        erased=sum(signatory.erased_at is not None for signatory in signatories),
    )
    told = verdict.problems
    told += _of_the_chain(charter, links)
    told += _of_the_versions(versions, links)
    told += _of_the_signatories(signatories, links)
    return verdict


def _of_the_chain(charter, links):
    before, searched = None, 0
    furthest = max([charter.head_sequence, *(link.sequence for link in links)])
    for expected, link in zip(_sequences(links), links, strict=True):
        for missing in range(expected, link.sequence):
            yield f"Maillon n° {missing} : il manque."
        if link.computed_hash(charter.uid) != link.hash:
            searched += 1
            place = _true_place(charter, link, furthest) if searched <= SEARCHED else None
            if place is None:
                yield f"Maillon n° {link.sequence} : il a été changé et ne donne plus son empreinte."
            else:
                yield f"Maillon n° {link.sequence} : c’est celui du rang {place}, mis à cette place."
        elif link.sequence == expected and link.previous_hash != (before.hash if before else NOTHING_BEFORE):
            yield f"Maillon n° {link.sequence} : il n’est pas attaché au précédent."
        before = link
    last, last_hash = (before.sequence, before.hash) if before else (0, "")
    if charter.head_sequence > last:
        missing = _span(last + 1, charter.head_sequence)
        yield f"Fin de la chaîne : {missing} ; la charte en annonce {charter.head_sequence}."
    elif charter.head_sequence < last:
        yield f"Tête de la chaîne : elle annonce {charter.head_sequence} maillons, il y en a {last}."
    elif charter.head_hash != last_hash:
        yield f"Tête de la chaîne : son empreinte n’est pas celle du maillon n° {last}."


def _sequences(links):
    """For each link, the sequence that should follow the link before it."""
    return [1, *(link.sequence + 1 for link in links[:-1])] if links else []


def _span(first, last):
    return f"le maillon n° {first} manque" if first == last else f"les maillons n° {first} à {last} manquent"


def _true_place(charter, link, count):
    """The sequence for which the fields of this link do give its hash; None when there is none."""
    found_at = link.sequence
    try:
        for link.sequence in range(1, count + 1):
            if link.computed_hash(charter.uid) == link.hash:
                return link.sequence
    finally:
        link.sequence = found_at
    return None


def _of_the_versions(versions, links):
    adoptions = {link.text_digest: link for link in links if link.kind == ADOPTION}
    for version in versions:
        name = f"Version {version.number}"
        if sha256(version.text) != version.digest:
            yield f"{name} : le texte adopté a été changé, il ne donne plus son empreinte."
        if version.canonical_text() != version.text:
            yield f"{name} : le titre, le préambule ou un article n’est plus celui du texte adopté."
        link = adoptions.pop(version.digest, None)
        if link is None:
            yield f"{name} : aucun maillon n’en dit l’adoption."
        elif link.commitment != adoption_commitment(version):
            yield f"{name} : la date ou la manière de l’adoption a été changée (maillon n° {link.sequence})."
    for link in adoptions.values():
        yield f"Maillon n° {link.sequence} : la version dont il dit l’adoption manque."


def _of_the_signatories(signatories, links):
    unread = {link.pk: link for link in links if link.kind in (SIGNATURE, WITHDRAWAL)}
    for signatory in signatories:
        withdrawal = signatory.withdrawal_link
        unread.pop(signatory.link_id, None)
        unread.pop(signatory.withdrawal_link_id, None)
        yield from _of_one(
            signatory, signatory.link, SIGNATURE, signatory.signature_payload(), signatory.signed_at
        )
        if withdrawal is not None:
            yield from _of_one(
                signatory, withdrawal, WITHDRAWAL, signatory.withdrawal_payload(), signatory.withdrawn_at
            )
    for link in unread.values():
        lost = "la signature" if link.kind == SIGNATURE else "le retrait"
        yield f"Maillon n° {link.sequence} : {lost} dont il est la trace manque."


def _of_one(signatory, link, kind, payload, at):
    subject = "Signature" if kind == SIGNATURE else "Retrait"
    where = f"{subject} du maillon n° {link.sequence}"
    if link.kind != kind or link.text_digest != signatory.version.digest:
        yield f"{where} : ce maillon parle d’autre chose."
    elif not signatory.salt:
        if signatory.identity is None:
            yield f"{where} : une structure n’est jamais effacée."
        elif signatory.identity.user_id is not None:
            yield f"{where} : elle a été effacée alors que le compte existe."
        # Erased: its moment is all that can still be compared.
        if link.recorded_at != moment(at):
            yield f"{where} : sa date a été changée."
    elif link.commitment != signatory.commitment_to(payload):
        yield f"{where} : le nom, la qualité, la date ou le sel a été changé."
