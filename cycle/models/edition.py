"""What was announced, edition by edition: each publication of a programme, as a text that never changes."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from support.frozen import frozen


class ProgrammeEditionQuerySet(models.QuerySet):
    def of_cycle(self, cycle):
        """The editions of a cycle, the first one first."""
        return self.filter(cycle_key=cycle.pk).order_by("number")


@frozen
class ProgrammeEdition(models.Model):
    """A programme as it was published: its content is canonical JSON (RFC 8785), read by `cycle.editions`.

    The database refuses to change it. It names its cycle by its key, because the cycle may go.
    """

    cycle_key = models.BigIntegerField("clé du cycle")
    number = models.PositiveSmallIntegerField("édition")
    published_at = models.DateTimeField("publiée le", default=timezone.now)
    content = models.TextField("contenu")
    is_reconstructed = models.BooleanField(
        "reconstituée",
        default=False,
        help_text="Faite après coup, de ce que l’on savait alors des journées annoncées au départ.",
    )

    objects = ProgrammeEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "édition du programme"
        verbose_name_plural = "éditions du programme"
        constraints = [
            models.UniqueConstraint(
                fields=["cycle_key", "number"],
                name="programme_edition_one_per_number",
                violation_error_message="Cette édition existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="programme_edition_numbered_from_one",
                violation_error_message="Les éditions commencent à 1.",
            ),
        ]

    def __str__(self):
        return f"Édition {self.number}"
