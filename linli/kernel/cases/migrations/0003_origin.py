import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from linli.plumbing.walls import append_only, wall


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_lists'),
    ]

    operations = [
        migrations.CreateModel(
            name='Origin',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('key', models.BinaryField(db_comment='internal', max_length=32, unique=True)),
                ('recorded', models.DateTimeField(db_comment='internal', db_default=django.db.models.functions.datetime.Now())),
                ('case', models.OneToOneField(db_comment='internal', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
            ],
            options={
                'db_table': 'cases_origin',
            },
        ),
        wall('cases_origin'),
        append_only('cases_origin'),
    ]
