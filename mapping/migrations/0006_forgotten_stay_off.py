from django.db import migrations, models


class Migration(migrations.Migration):
    """Somebody who was erased never comes back on the map.

    Apart from 0005: PostgreSQL changes no table in the transaction that has just changed its rows.
    """

    dependencies = [("mapping", "0005_forgotten_people")]

    operations = [
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.CheckConstraint(
                condition=models.Q(is_forgotten=False) | models.Q(status__in=["merged", "withdrawn"]),
                name="actor_forgotten_is_off_the_map",
                violation_error_message="Une personne effacée ne revient pas sur la carte.",
            ),
        ),
    ]
