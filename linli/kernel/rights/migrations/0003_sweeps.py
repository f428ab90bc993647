from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rights', '0002_legal_hold'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sweep',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('began', models.DateTimeField(db_comment='internal')),
                ('rules', models.JSONField(db_comment='internal', default=list)),
            ],
            options={
                'db_table': 'rights_sweep',
                'indexes': [models.Index(fields=['-began'], name='sweep_newest')],
            },
        ),
    ]
