from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class MembershipQuerySet(models.QuerySet):
    def current(self):
        """Memberships not left."""
        return self.filter(left_at=None)

    def facilitating(self):
        """Current memberships of the team that runs the cycle."""
        return self.current().filter(role=Membership.Role.FACILITATOR)


class Membership(models.Model):
    """One person's role in one cycle. It decides access; it says nothing of who the person is there."""

    class Role(models.TextChoices):
        FACILITATOR = "facilitator", "équipe d’animation"
        OBSERVER = "observer", "observation"
        PARTICIPANT = "participant", "participation"

    cycle = models.ForeignKey("cycle.Cycle", on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField("rôle", max_length=20, choices=Role)
    joined_at = models.DateTimeField("depuis", auto_now_add=True)
    left_at = models.DateTimeField("jusqu’à", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "appartenance"
        verbose_name_plural = "appartenances"
        constraints = [
            # One role at a time; leaving and coming back makes a second row.
            models.UniqueConstraint(
                fields=["cycle", "user"],
                condition=Q(left_at=None),
                name="membership_one_current_per_person",
                violation_error_message="Cette personne a déjà un rôle dans ce cycle.",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")),
                name="membership_left_after_joined",
                violation_error_message="Le départ vient après l’arrivée.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["facilitator", "observer", "participant"]),
                name="membership_role_is_known",
                violation_error_message="Ce rôle n’existe pas.",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()}"

    def leave(self):
        """End this membership now; leaving twice keeps the first date. Coming back makes a new row."""
        left_at = max(timezone.now(), self.joined_at)
        type(self).objects.current().filter(pk=self.pk).update(left_at=left_at)
        self.refresh_from_db(fields=["left_at"])
