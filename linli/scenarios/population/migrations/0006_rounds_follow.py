# A round goes on with buildings that came to another community.

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('population', '0005_survey_community'),
    ]

    operations = [
        migrations.AddField(
            model_name='round',
            name='buildings',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), db_comment='internal', db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='round',
            name='settled',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), db_comment='internal', db_default=[], default=list, size=None),
        ),
    ]
