"""What became of the programme once it was published: rows that are added and never change."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Identity
from support.fields import LineField, ProseField
from support.frozen import frozen


class ProgrammeChangeQuerySet(models.QuerySet):
    def of_cycle(self, cycle):
        return self.filter(cycle_key=cycle.pk)

    def of_workday(self, workday):
        return self.filter(cycle_key=workday.cycle_id, workday_uid=workday.uid)

    def with_public_reason(self):
        """Those whose reason was given to be read by everybody."""
        return self.filter(is_public=True).exclude(reason="")

    def newest_first(self):
        """With their authors, the last one first."""
        return self.select_related("author").order_by("-at", "-pk")


@frozen
class ProgrammeChange(models.Model):
    """One change of a published programme: what was, what is, why, by whom.

    The database refuses to change it. It names its cycle and its day by their keys, because both may go, and
    its author by a row that can be blanked.
    """

    class Kind(models.TextChoices):
        ADDED = "added", "ajoutée"
        CHANGED = "changed", "modifiée"
        REMOVED = "removed", "retirée"

    cycle_key = models.BigIntegerField("clé du cycle")
    workday_uid = models.UUIDField("identifiant de la journée")
    workday_name = LineField("journée", max_length=250)
    kind = models.CharField("nature", max_length=20, choices=Kind)
    differences = models.JSONField("ce qui change", help_text="En mots : champ, avant, après.")
    reason = ProseField("raison", blank=True)
    is_public = models.BooleanField(
        "raison publique",
        default=False,
        help_text="Vrai depuis que le formulaire dit que tout le monde lit la raison.",
    )
    author = models.ForeignKey(
        Identity,
        verbose_name="par",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Personne quand un fichier a été chargé.",
    )
    at = models.DateTimeField("le", default=timezone.now)

    objects = ProgrammeChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "changement du programme"
        verbose_name_plural = "changements du programme"
        indexes = [models.Index(fields=["cycle_key", "at"], name="programme_change_by_cycle")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["added", "changed", "removed"]),
                name="programme_change_kind_is_known",
                violation_error_message="Cette nature de changement n’existe pas.",
            ),
        ]

    def __str__(self):
        return f"{self.workday_name} {self.get_kind_display()}"

    @property
    def author_label(self):
        """Whoever made it, as can still be said."""
        if self.author is None:
            return "chargement d’un fichier"
        return str(self.author)
