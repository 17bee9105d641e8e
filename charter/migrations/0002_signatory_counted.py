
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_identity'),
        ('charter', '0001_initial'),
        ('mapping', '0003_action_search'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='signatory',
            index=models.Index(condition=models.Q(('withdrawn_at', None)), fields=['version', 'organisation', 'is_displayed'], name='signatory_counted'),
        ),
    ]
