from django.db import models


class PublicScope(models.Model):
    """Something that public pages show ("cycle:essonne-2021"), and a number that changes with it.

    The number is drawn anew at each change instead of counted up: after a backup is restored, a counter would
    come by the same values again, for other contents.
    """

    name = models.CharField("nom", max_length=200)
    version = models.BigIntegerField("version")

    class Meta:
        verbose_name = "portée de pages publiques"
        verbose_name_plural = "portées de pages publiques"
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="public_scope_one_per_name",
                violation_error_message="Cette portée existe déjà.",
            )
        ]

    def __str__(self):
        return self.name
