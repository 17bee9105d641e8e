from django.db import migrations, models

from mapping.names import searchable


def fold_titles(apps, schema_editor):
    """What was described before this column existed is found by it too."""
    Action = apps.get_model("mapping", "Action")
    actions = list(Action.objects.only("title"))
    for action in actions:
        action.search = searchable(action.title)
    Action.objects.bulk_update(actions, ["search"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [("mapping", "0002_actors")]

    operations = [
        migrations.AddField(
            model_name="action",
            name="search",
            field=models.TextField(
                blank=True,
                editable=False,
                help_text="L’intitulé, sans accent ni majuscule.",
                verbose_name="texte de recherche",
            ),
        ),
        migrations.RunPython(fold_titles, migrations.RunPython.noop),
    ]
