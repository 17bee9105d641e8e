from django.db import migrations, models


def _one_per(field, named):
    return models.UniqueConstraint(
        condition=~models.Q(**{field: ""}) & models.Q(status__in=["proposed", "published"]),
        fields=[field],
        name=f"actor_one_per_{field}",
        violation_error_message=f"Une autre structure porte déjà ce {named}.",
    )


_NUMBERS = [("siret", "SIRET"), ("rna", "numéro RNA"), ("uai", "code UAI")]


class Migration(migrations.Migration):
    """An organisation that was kept off the map leaves its register numbers free, as a merged one does."""

    dependencies = [("mapping", "0003_action_search")]

    operations = [
        operation
        for field, named in _NUMBERS
        for operation in (
            migrations.RemoveConstraint(model_name="actor", name=f"actor_one_per_{field}"),
            migrations.AddConstraint(model_name="actor", constraint=_one_per(field, named)),
        )
    ]
