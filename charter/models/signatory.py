import secrets

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Identity
from mapping.models import Actor
from support.fields import LineField

from ..canonical import digest_of, moment
from .chain import ChainLink
from .version import Version


def new_salt() -> str:
    """256 bits: without them nobody can tell from a commitment who signed, not even by trying names."""
    return secrets.token_hex(32)


def capacity_in_words(function: str, organisation: str) -> str:
    """In what capacity, in words: "principale adjointe, collège des Tilleuls", or nothing."""
    return ", ".join(part for part in (function, organisation) if part)


class SignatoryQuerySet(models.QuerySet):
    def in_force(self):
        """Not withdrawn; those of erased accounts go on counting."""
        return self.filter(withdrawn_at=None)

    def displayed(self):
        """In force, of people who chose to be shown; in the order of signature."""
        return self.in_force().filter(is_displayed=True).order_by("signed_at", "pk")

    def of(self, user):
        """What this person signed."""
        return self.filter(identity__user=user) if user.is_authenticated else self.none()


class Signatory(models.Model):
    """Who signed which version, as what, and since when: the erasable side of a link of the chain.

    A person (through the identity that can be blanked) or an organisation, never both.
    """

    version = models.ForeignKey(
        Version, verbose_name="version", on_delete=models.PROTECT, related_name="signatories"
    )
    identity = models.ForeignKey(
        Identity,
        verbose_name="personne",
        on_delete=models.PROTECT,
        related_name="signatures",
        null=True,
        blank=True,
    )
    actor = models.ForeignKey(
        Actor,
        verbose_name="structure signataire",
        on_delete=models.PROTECT,
        related_name="signatures",
        null=True,
        blank=True,
    )
    name = LineField("nom, tel que tapé", max_length=120, blank=True)
    function = LineField("fonction, ce jour-là", max_length=150, blank=True)
    organisation = LineField("structure, ce jour-là", max_length=200, blank=True)
    salt = models.CharField("sel", max_length=64, blank=True, editable=False, default=new_salt)
    is_displayed = models.BooleanField("montrée dans la liste", default=False)
    signed_at = models.DateTimeField("signée le")
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    erased_at = models.DateTimeField("effacée le", null=True, blank=True)
    link = models.OneToOneField(
        ChainLink, verbose_name="maillon", on_delete=models.PROTECT, related_name="signatory"
    )
    withdrawal_link = models.OneToOneField(
        ChainLink,
        verbose_name="maillon du retrait",
        on_delete=models.PROTECT,
        related_name="withdrawn_signatory",
        null=True,
        blank=True,
    )

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = "signataire"
        verbose_name_plural = "signataires"
        indexes = [
            # The public list, page by page.
            models.Index(
                fields=["version", "signed_at", "id"],
                condition=Q(withdrawn_at=None, is_displayed=True),
                name="signatory_displayed",
            ),
            # How many people, organisations, shown: counted in the index alone.
            models.Index(
                fields=["version", "organisation", "is_displayed"],
                condition=Q(withdrawn_at=None),
                name="signatory_counted",
            ),
        ]
        constraints = [
            # Two, and partial: a plain one lets NULL repeat, and forbids signing again after a withdrawal.
            models.UniqueConstraint(
                fields=["version", "identity"],
                condition=Q(withdrawn_at=None, identity__isnull=False),
                name="signatory_one_in_force_per_person",
                violation_error_message="Cette personne a déjà signé cette version.",
            ),
            models.UniqueConstraint(
                fields=["version", "actor"],
                condition=Q(withdrawn_at=None, actor__isnull=False),
                name="signatory_one_in_force_per_actor",
                violation_error_message="Cette structure a déjà signé cette version.",
            ),
            models.CheckConstraint(
                condition=Q(identity__isnull=False, actor=None) | Q(identity=None, actor__isnull=False),
                name="signatory_is_a_person_or_an_actor",
                violation_error_message="Une signature est celle d’une personne ou celle d’une structure.",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) & ~Q(name="") & ~Q(salt="")
                | Q(
                    erased_at__isnull=False,
                    name="",
                    function="",
                    organisation="",
                    salt="",
                    is_displayed=False,
                ),
                name="signatory_named_or_erased",
                violation_error_message="Une signature porte un nom ; une fois effacée, plus rien.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawal_link=None)
                | Q(withdrawn_at__isnull=False, withdrawal_link__isnull=False)
                & Q(withdrawn_at__gte=F("signed_at")),
                name="signatory_withdrawn_after_signed",
                violation_error_message="Un retrait vient après la signature et a son maillon.",
            ),
        ]

    def __str__(self):
        return self.name or "signature effacée"

    def get_absolute_url(self):
        return reverse("charter:receipt", args=[self.pk])

    @property
    def capacity(self):
        return capacity_in_words(self.function, self.organisation)

    def signature_payload(self) -> dict[str, str]:
        """What a signature commits to; with the salt, this gives the commitment of its link."""
        return {
            "format": "charter-signature/1",
            "text": self.version.digest,
            "signatory": f"person:{self.identity_id}" if self.identity_id else f"actor:{self.actor_id}",
            "name": self.name,
            "function": self.function,
            "organisation": self.organisation,
            "signed_at": moment(self.signed_at),
        }

    def withdrawal_payload(self) -> dict[str, str]:
        """What a withdrawal commits to: the link of the signature that it ends."""
        return {
            "format": "charter-withdrawal/1",
            "signature": self.link.hash,
            "withdrawn_at": moment(self.withdrawn_at) if self.withdrawn_at else "",
        }

    def commitment_to(self, payload: dict[str, str]) -> str:
        return digest_of({"salt": self.salt, "payload": payload})

    def erase(self, at) -> None:
        """Forget the name, the capacity and the salt: that somebody signed remains, not who."""
        self.name = self.function = self.organisation = self.salt = ""
        self.is_displayed = False
        self.erased_at = at
        self.save(update_fields=["name", "function", "organisation", "salt", "is_displayed", "erased_at"])
