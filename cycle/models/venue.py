"""The register of places where a cycle meets."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Identity
from mapping.models import Territory
from support.fields import CountField, LineField, ProseField

from .cycle import Cycle


class Venue(models.Model):
    """A place that the team knows: where it is, how one gets in, how many people it holds."""

    cycle = models.ForeignKey(Cycle, verbose_name="cycle", on_delete=models.CASCADE, related_name="venues")
    name = LineField("nom", max_length=150)
    address = LineField("adresse", max_length=200, blank=True)
    commune = models.ForeignKey(
        Territory, verbose_name="commune", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    access = ProseField("accès", blank=True)
    capacity = CountField("places", null=True, blank=True, validators=[MinValueValidator(1)])
    version = models.PositiveIntegerField("version", default=1, editable=False)
    edited_at = models.DateTimeField("enregistré le", null=True, blank=True, editable=False)
    edited_by = models.ForeignKey(
        Identity,
        verbose_name="enregistré par",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "name"],
                name="venue_one_per_name",
                violation_error_message="Un lieu de ce nom est déjà dans la liste de ce cycle.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="venue_has_a_name",
                violation_error_message="Donnez le nom du lieu.",
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1),
                name="venue_holds_somebody",
                violation_error_message="Un lieu a au moins une place ; laissez vide si vous ne savez pas.",
            ),
        ]

    def __str__(self):
        return self.name

    def mark_edited(self, identity: Identity | None):
        """Make a new version of this place; None when a file was loaded. Does not save."""
        self.version += 1
        self.edited_at, self.edited_by = timezone.now(), identity

    @property
    def where(self):
        """On one line, as a diary takes it: "Maison de quartier, 3 place du Marché, Massy"."""
        commune = self.commune.name if self.commune else ""
        return ", ".join(part for part in (self.name, self.address, commune) if part)
