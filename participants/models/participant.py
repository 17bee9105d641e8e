from django.db import models
from django.db.models import Q

from cycle.models import Membership
from mapping.models import Actor
from support.fields import LineField


class ParticipantQuerySet(models.QuerySet):
    def current_of(self, cycle, user):
        """The card of this user in this cycle, while they are a member of it."""
        return self.filter(membership__in=Membership.objects.current().filter(cycle=cycle, user=user))

    def latest_of(self, cycle, user):
        """The last card that this user had in this cycle, left since or not; None without one."""
        cards = self.filter(membership__cycle=cycle, membership__user=user)
        return cards.order_by("-membership__joined_at", "-pk").first()


class Participant(models.Model):
    """Who somebody is in one cycle: the name shown there and in what capacity. It gives no right."""

    membership = models.OneToOneField(
        Membership, verbose_name="appartenance", on_delete=models.CASCADE, related_name="participant"
    )
    name = LineField("nom", max_length=120)
    function = LineField("fonction", max_length=150, blank=True)
    organisation = models.ForeignKey(
        Actor,
        verbose_name="structure",
        on_delete=models.PROTECT,
        related_name="participants",
        null=True,
        blank=True,
    )

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche de membre"
        verbose_name_plural = "fiches de membres"
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="participant_has_a_name",
                violation_error_message="Indiquez votre nom.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def present_organisation(self):
        """The organisation as the map knows it today: the one into which it was merged, where it was."""
        actor = self.organisation
        while actor is not None and actor.merged_into_id:
            actor = actor.merged_into
        return actor
