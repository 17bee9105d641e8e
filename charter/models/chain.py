from django.db import models
from django.db.models import Q

from support.frozen import frozen

from ..canonical import digest_of
from .charter import Charter

# What the first link names as the one before it.
NOTHING_BEFORE = "0" * 64


@frozen
class ChainLink(models.Model):
    """One record of what happened to a charter, tied to the record before it.

    It holds no name and points to nobody: `Version` and `Signatory` tell what happened, `commitment` binds
    them. A signatory's commitment is salted: once the salt is erased, nothing can be read out of it.
    """

    class Kind(models.TextChoices):
        ADOPTION = "adoption", "adoption"
        SIGNATURE = "signature", "signature"
        WITHDRAWAL = "withdrawal", "retrait"

    charter = models.ForeignKey(
        Charter, verbose_name="charte", on_delete=models.PROTECT, related_name="links"
    )
    sequence = models.PositiveIntegerField("rang")
    kind = models.CharField("nature", max_length=20, choices=Kind)
    text_digest = models.CharField("empreinte du texte concerné", max_length=64)
    commitment = models.CharField("engagement", max_length=64)
    previous_hash = models.CharField("empreinte du maillon précédent", max_length=64)
    hash = models.CharField("empreinte", max_length=64)
    # As text: the bytes that are hashed do not depend on how a database keeps a moment.
    recorded_at = models.CharField("consigné le", max_length=32)

    class Meta:
        verbose_name = "maillon"
        verbose_name_plural = "maillons"
        ordering = ["charter", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["charter", "sequence"],
                name="link_one_per_sequence",
                violation_error_message="Ce rang est déjà pris dans la chaîne.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["adoption", "signature", "withdrawal"]),
                name="link_kind_is_known",
                violation_error_message="Cette nature de maillon n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(sequence__gte=1)
                & ~Q(hash="")
                & ~Q(commitment="")
                & ~Q(previous_hash="")
                & ~Q(text_digest="")
                & ~Q(recorded_at=""),
                name="link_is_whole",
                violation_error_message="Un maillon a un rang, à partir de 1, et toutes ses empreintes.",
            ),
        ]

    def __str__(self):
        return f"Maillon {self.sequence} : {self.get_kind_display()}"

    def computed_hash(self, charter_uid) -> str:
        """The hash that these fields give: what `hash` must be."""
        return digest_of(
            {
                "charter": str(charter_uid),
                "sequence": self.sequence,
                "kind": self.kind,
                "text": self.text_digest,
                "commitment": self.commitment,
                "previous": self.previous_hash,
                "recorded_at": self.recorded_at,
            }
        )
