from django.conf import settings
from django.db import models

from .territory import Territory


class Steward(models.Model):
    """Mapping's own role: somebody who keeps the map of one territory. It gives no right in any cycle."""

    territory = models.ForeignKey(
        Territory, verbose_name="territoire", on_delete=models.CASCADE, related_name="stewards"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stewardships")
    since = models.DateTimeField("depuis", auto_now_add=True)

    class Meta:
        verbose_name = "veille cartographique"
        verbose_name_plural = "veilles cartographiques"
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "user"],
                name="steward_once_per_territory",
                violation_error_message="Cette personne tient déjà la carte de ce territoire.",
            )
        ]

    def __str__(self):
        return f"{self.user} · {self.territory}"
