from django.db import migrations, models
from django.db.models import F

# What `mapping.personal` called them until now; their row bore no other mark.
NAME = "Personne retirée de la carte"


def mark_forgotten(apps, schema_editor):
    """Those who were erased before, also where a steward has put one back on the map since."""
    actors = apps.get_model("mapping", "Actor").objects
    forgotten = actors.filter(name=NAME, legal_family="individual", proposed_by=None)
    forgotten.exclude(status="merged").update(status="withdrawn")
    forgotten.update(is_forgotten=True, version=F("version") + 1)


class Migration(migrations.Migration):
    """Somebody who was erased is told apart from what a steward refused."""

    dependencies = [("mapping", "0004_withdrawn_numbers")]

    operations = [
        migrations.AddField(
            model_name="actor",
            name="is_forgotten",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="C’était une personne, partie avec le compte qui l’avait proposée.",
                verbose_name="effacée",
            ),
        ),
        migrations.RunPython(mark_forgotten, migrations.RunPython.noop, elidable=True),
    ]
