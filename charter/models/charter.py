import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from cycle.models import Cycle


class CharterQuerySet(models.QuerySet["Charter"]):
    def locked(self, pk) -> "Charter":
        """The charter, whose head nobody else moves before the transaction ends."""
        return self.select_for_update().get(pk=pk)


class Charter(models.Model):
    """What the people of one cycle agree on, version after version; and the head of its chain of records."""

    cycle = models.OneToOneField(
        Cycle, verbose_name="cycle", on_delete=models.PROTECT, related_name="charter"
    )
    # Part of every link: a link cannot be moved to another charter.
    uid = models.UUIDField("identifiant", default=uuid.uuid4, unique=True, editable=False)
    head_sequence = models.PositiveIntegerField("rang du dernier maillon", default=0, editable=False)
    head_hash = models.CharField("empreinte du dernier maillon", max_length=64, blank=True, editable=False)

    objects = CharterQuerySet.as_manager()

    class Meta:
        verbose_name = "charte"
        verbose_name_plural = "chartes"
        constraints = [
            models.CheckConstraint(
                condition=Q(head_sequence=0, head_hash="") | Q(head_sequence__gt=0) & ~Q(head_hash=""),
                name="charter_head_has_a_hash",
                violation_error_message="Le dernier maillon a un rang et une empreinte.",
            )
        ]

    def __str__(self):
        return f"Charte · {self.cycle}"

    def get_absolute_url(self):
        return reverse("charter:detail", args=[self.cycle.slug])

    @property
    def scope(self):
        """The name under which the public page of this charter is kept fresh."""
        return f"charter:{self.cycle.slug}"
