"""The run of a workday (déroulé): what is done, in which order, for how long."""

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from support.fields import LineField, ProseField

from .programme import Theme, Workday

LONGEST = 600  # minutes
# More would be no day that people live through, and a page that nobody reads.
ITEMS_A_DAY = 100
_MINUTES = f"Donnez une durée de 1 à {LONGEST} minutes."


class AgendaItem(models.Model):
    """One sequence of a day. Its time of day follows from the day's first hour and from what comes before.

    Ranks of a day run from 1 without a gap; `cycle.agenda` keeps them so, under the lock of the cycle.
    """

    class Method(models.TextChoices):
        NONE = "", "sans méthode particulière"
        TALKING_CIRCLE = "talking_circle", "tour de parole"
        WORLD_CAFE = "world_cafe", "world café"
        PHOTOLANGUAGE = "photolanguage", "photolangage"
        SMALL_GROUPS = "small_groups", "sous-groupes"
        DOT_VOTING = "dot_voting", "vote par points"
        CONSENT_ROUND = "consent_round", "ronde de consentement"

    workday = models.ForeignKey(
        Workday, verbose_name="journée", on_delete=models.CASCADE, related_name="agenda_items"
    )
    rank = models.PositiveSmallIntegerField("rang")
    minutes = models.PositiveSmallIntegerField(
        "durée",
        validators=[MinValueValidator(1, _MINUTES), MaxValueValidator(LONGEST, _MINUTES)],
    )
    title = LineField("titre", max_length=150)
    intention = ProseField("intention", blank=True, validators=[MaxLengthValidator(2000)])
    method = models.CharField("méthode", max_length=20, choices=Method, default=Method.NONE, blank=True)
    material = ProseField("matériel", blank=True, validators=[MaxLengthValidator(1000)])
    lead = LineField("animation", max_length=150, blank=True)
    theme = models.ForeignKey(
        Theme, verbose_name="thème", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    is_public = models.BooleanField("montrée sur la page de la journée", default=True)
    uid = models.UUIDField("identifiant", default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "séquence"
        verbose_name_plural = "séquences"
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["workday", "rank"],
                name="agenda_item_one_per_rank",
                violation_error_message="Ce rang est déjà pris dans cette journée.",
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=1),
                name="agenda_item_ranked_from_one",
                violation_error_message="Les rangs commencent à 1.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST),
                name="agenda_item_lasts_a_while",
                violation_error_message=_MINUTES,
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="agenda_item_has_a_title",
                violation_error_message="Donnez un titre à la séquence.",
            ),
            models.CheckConstraint(
                condition=Q(
                    method__in=[
                        "",
                        "talking_circle",
                        "world_cafe",
                        "photolanguage",
                        "small_groups",
                        "dot_voting",
                        "consent_round",
                    ]
                ),
                name="agenda_item_method_is_known",
                violation_error_message="Cette méthode n’existe pas.",
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        if self.theme is not None and self.workday_id and self.theme.cycle_id != self.workday.cycle_id:
            raise ValidationError({"theme": "Ce thème est celui d’un autre cycle."})
