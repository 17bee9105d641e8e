from django.db import models
from django.db.models import Q

from support.fields import LineField, ProseField

from ..names import searchable
from .actor import Actor
from .territory import Territory
from .vocabulary import ActionType, Public, Stage


class Action(models.Model):
    """Something that an organisation does: for whom, at which moment, and where it is offered."""

    actor = models.ForeignKey(
        Actor, verbose_name="structure", on_delete=models.CASCADE, related_name="actions"
    )
    title = LineField("intitulé", max_length=200)
    type = models.CharField("type d’action", max_length=30, choices=ActionType)
    presentation = ProseField(
        "présentation",
        blank=True,
        max_length=4_000,
        help_text="Ce que propose l’action. N’écrivez rien sur une personne, encore moins mineure.",
    )
    territories = models.ManyToManyField(
        Territory,
        verbose_name="territoires desservis",
        through="ActionTerritory",
        related_name="actions",
        blank=True,
        help_text="Là où l’action est proposée, qui n’est pas toujours là où siège la structure.",
    )
    search = models.TextField(
        "texte de recherche", blank=True, editable=False, help_text="L’intitulé, sans accent ni majuscule."
    )

    class Meta:
        verbose_name = "action"
        verbose_name_plural = "actions"
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="action_has_a_title",
                violation_error_message="Une action a un intitulé.",
            ),
            models.CheckConstraint(
                condition=Q(type__in=ActionType.values),
                name="action_type_is_known",
                violation_error_message="Ce type d’action n’existe pas.",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        """Keeps the text that is searched in step with the title."""
        self.search = searchable(self.title)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search"}
        super().save(*args, **kwargs)


class ActionTerritory(models.Model):
    """A place that an action serves; it cannot leave the map while one does."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="served")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="served_by")

    class Meta:
        verbose_name = "territoire desservi"
        verbose_name_plural = "territoires desservis"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "territory"],
                name="action_once_per_territory",
                violation_error_message="Ce territoire est déjà desservi par l’action.",
            )
        ]

    def __str__(self):
        return f"{self.action} · {self.territory}"


class ActionPublic(models.Model):
    """One public of an action: a row, so that both databases can look for it."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="publics")
    public = models.CharField("public", max_length=20, choices=Public)

    class Meta:
        verbose_name = "public"
        verbose_name_plural = "publics"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "public"],
                name="action_once_per_public",
                violation_error_message="Ce public est déjà celui de l’action.",
            ),
            models.CheckConstraint(
                condition=Q(public__in=Public.values),
                name="action_public_is_known",
                violation_error_message="Ce public n’existe pas.",
            ),
        ]

    def __str__(self):
        return self.get_public_display()


class ActionStage(models.Model):
    """One moment at which an action comes: a row, as a public is."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField("moment", max_length=20, choices=Stage)

    class Meta:
        verbose_name = "moment"
        verbose_name_plural = "moments"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "stage"],
                name="action_once_per_stage",
                violation_error_message="Ce moment est déjà celui de l’action.",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values),
                name="action_stage_is_known",
                violation_error_message="Ce moment n’existe pas.",
            ),
        ]

    def __str__(self):
        return self.get_stage_display()
