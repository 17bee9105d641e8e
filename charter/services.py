"""Adopting a text, signing it, withdrawing: each with its link in the chain, all or nothing."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Identity, User
from cycle.models import Membership
from participants.models import Participant
from support.public_pages import bump, touching

from .canonical import sha256
from .chain import add_link, adoption_commitment
from .mails import send_receipt, send_withdrawal
from .models import ChainLink, Charter, Signatory, Version
from .models.signatory import capacity_in_words

# Observers watch: what they would commit to is not theirs.
SIGNING_ROLES = {Membership.Role.PARTICIPANT, Membership.Role.FACILITATOR}


class NotInForceError(ValidationError):
    """Somebody would sign a text that another has replaced, or that is not adopted."""

    def __init__(self):
        super().__init__(
            "Cette version n’est plus celle en vigueur : lisez la nouvelle.", code="not_in_force"
        )


@transaction.atomic
def adopt(version: Version, *, manner: str, decided: str = "") -> Version:
    """Record that this text was adopted, in such a manner, at a meeting of that (partial) date.

    From then on the database refuses any change to it, and it takes the place of the version in force.
    Again, nothing changes. ValidationError when it has no article, or one that its model refuses.
    """
    charter = Charter.objects.locked(version.charter_id)
    version = Version.objects.select_related("charter__cycle").get(pk=version.pk)
    if version.adopted_at is not None:
        return version
    articles = list(version.articles.all())
    if not articles:
        raise ValidationError("Une charte sans article ne s’adopte pas.", code="no_article")
    for article in articles:
        # Cleaning also writes line ends as LF: the digest must not depend on a browser.
        article.full_clean()
        article.save()
    version.manner, version.decided = manner, decided
    version.full_clean(exclude=["charter"])
    if not version.manner:
        raise ValidationError({"manner": "Dites comment le texte a été adopté."})
    version.predecessor = Version.objects.in_force().filter(charter=charter).first()
    version.text = version.canonical_text()
    version.digest = sha256(version.text)
    version.adopted_at = timezone.now()
    version.save()
    add_link(
        charter,
        ChainLink.Kind.ADOPTION,
        text_digest=version.digest,
        commitment=adoption_commitment(version),
        at=version.adopted_at,
    )
    # Pages of single versions say which one is in force; figures and names stand on the charter's alone.
    bump(version.charter.scope, "charters")
    return version


class CapacityChangedError(ValidationError):
    """Somebody would sign in another capacity than the one they read, since corrected elsewhere."""

    def __init__(self):
        super().__init__(
            "Votre fiche a changé entre-temps : vérifiez en quelle qualité vous signez, puis signez.",
            code="capacity_changed",
        )


def sign(
    version: Version, user, *, name: str, is_displayed: bool = False, read_as: str | None = None
) -> tuple[Signatory, bool]:
    """Sign this version in one's own name and present capacity; the signature, and whether it is new.

    Whoever has signed it already gets the first signature back, and nothing changes. A mail is the receipt.
    NotInForceError when the version is not, or no longer, the one in force; CapacityChangedError when the
    capacity, in words, is no longer what was `read_as` (None: whatever it is).
    """
    with touching():
        User.objects.hold_or_refuse(user.pk)
        capacity = capacity_of(user, version.charter.cycle)
        if read_as is not None and read_as != capacity_in_words(**capacity):
            if first := Signatory.objects.of(user).in_force().filter(version=version).first():
                return first, False
            raise CapacityChangedError if version.is_in_force else NotInForceError
        signatory, is_new = record_signature(
            version,
            Identity.objects.of(user),
            name=name,
            is_displayed=is_displayed,
            **capacity,
        )
        if is_new:
            send_receipt(signatory, to=user.email)
    return signatory, is_new


def capacity_of(user, cycle) -> dict[str, str]:
    """As what this person would sign today, in words: the function and the organisation of their card."""
    # The organisation's name alone: an actor is a wide row. One merged since, which is rare, comes apart.
    cards = Participant.objects.current_of(cycle, user).select_related("organisation")
    card = cards.only("function", "organisation__name", "organisation__merged_into").first()
    if card is None:
        return {"function": "", "organisation": ""}
    organisation = card.present_organisation
    return {"function": card.function, "organisation": organisation.name if organisation else ""}


# Without a savepoint of its own: inside another transaction, it fails with it.
@transaction.atomic(savepoint=False)
def record_signature(version: Version, identity: Identity, **words) -> tuple[Signatory, bool]:
    """The signature itself, without a mail: `words` are its name, capacity and whether it is displayed."""
    # Everything is read after the head is locked, so that two requests for one person see each other.
    charter = Charter.objects.locked(version.charter_id)
    own = Signatory.objects.in_force().filter(version=version, identity=identity)
    if not version.is_in_force:
        if (first := own.first()) is None:
            raise NotInForceError
        return first, False
    try:
        with transaction.atomic():
            signatory = _insert(charter, version, identity, words)
    except IntegrityError:
        # The constraint knows that this person has signed; what else the database refuses is refused.
        if (first := own.first()) is None:
            raise
        return first, False
    bump(version.charter.scope)
    return signatory, True


def _insert(charter, version, identity, words):
    signatory = Signatory(version=version, identity=identity, signed_at=timezone.now(), **words)
    signatory.link = add_link(
        charter,
        ChainLink.Kind.SIGNATURE,
        text_digest=version.digest,
        commitment=signatory.commitment_to(signatory.signature_payload()),
        at=signatory.signed_at,
    )
    signatory.save(force_insert=True)
    return signatory


@transaction.atomic
def withdraw(signatory: Signatory, user=None) -> Signatory:
    """End a signature now; again, nothing changes. A mail says so to this user, who does it."""
    if user is not None:
        User.objects.hold_or_refuse(user.pk)
    charter = Charter.objects.locked(signatory.version.charter_id)
    signatory = Signatory.objects.select_related("link", "version__charter__cycle").get(pk=signatory.pk)
    if signatory.withdrawn_at is not None:
        return signatory
    signatory.withdrawn_at = max(timezone.now(), signatory.signed_at)
    signatory.withdrawal_link = add_link(
        charter,
        ChainLink.Kind.WITHDRAWAL,
        text_digest=signatory.version.digest,
        commitment=signatory.commitment_to(signatory.withdrawal_payload()),
        at=signatory.withdrawn_at,
    )
    signatory.save(update_fields=["withdrawn_at", "withdrawal_link"])
    if user is not None:
        send_withdrawal(signatory, to=user.email)
    bump(signatory.version.charter.scope)
    return signatory


@transaction.atomic
def display(signatory: Signatory, *, is_displayed: bool) -> None:
    """Show this signature in the public list, or no longer. No link: it is no part of what was signed."""
    Signatory.objects.filter(pk=signatory.pk, erased_at=None).update(is_displayed=is_displayed)
    bump(signatory.version.charter.scope)
