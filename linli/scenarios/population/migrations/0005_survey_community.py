from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('population', '0004_survey'),
    ]

    operations = [
        migrations.AddField(
            model_name='surveyfinding',
            name='community',
            field=models.CharField(blank=True, db_comment='internal', db_default='', default='', max_length=60),
        ),
    ]
