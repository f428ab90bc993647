from django.db import migrations, models

from linli.plumbing.walls import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='Witness',
            fields=[
                ('name', models.CharField(db_comment='public', max_length=200, primary_key=True, serialize=False)),
                ('size', models.BigIntegerField(db_comment='public', default=0)),
                ('taken', models.DateTimeField(db_comment='public', null=True)),
                ('failures', models.IntegerField(db_comment='internal', default=0)),
                ('failing_since', models.DateTimeField(db_comment='internal', null=True)),
                ('retry_at', models.DateTimeField(db_comment='internal', null=True)),
                ('trouble', models.CharField(blank=True, db_comment='internal', max_length=200)),
            ],
            options={
                'db_table': 'witnesses_witness',
            },
        ),
        migrations.CreateModel(
            name='WitnessReceipt',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('witness', models.CharField(db_comment='public', max_length=200)),
                ('size', models.BigIntegerField(db_comment='public')),
                ('taken', models.DateTimeField(db_comment='public')),
                ('cosignature', models.TextField(blank=True, db_comment='public')),
            ],
            options={
                'db_table': 'witnesses_receipt',
                'indexes': [models.Index(fields=['size'], name='witness_receipt_size')],
                'constraints': [models.UniqueConstraint(fields=('witness', 'size'), name='witness_receipt_once')],
            },
        ),
        append_only('witnesses_receipt'),
    ]
