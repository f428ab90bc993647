from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0001_imports'),
    ]

    operations = [
        migrations.AddField(
            model_name='importrow',
            name='about',
            field=models.CharField(blank=True, db_comment='internal', db_default='', default='', max_length=40),
        ),
    ]
