"""The tree of the journal: seals, nodes, checkpoints. The salt moves beside the payload, so that both can be erased."""

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

import linli.plumbing.models
from linli.plumbing.walls import append_only, wall

# Whoever inserts may not say a seal covers what it does not hold.
CHECKS = """
alter table journal_seal add constraint seal_counts check (size = first + cardinality(lines) and first >= 0),
    add constraint seal_leaves check (octet_length(leaves) = 32 * cardinality(lines) and octet_length(root) = 32),
    add constraint seal_end check (cardinality(lines) > 0 and lines[cardinality(lines)] = line);
alter table journal_node add constraint node_hash check (octet_length(hash) = 32 and level > 0 and level % 8 = 0);
alter table journal_checkpoint add constraint checkpoint_root check (octet_length(root) = 32);
"""
class Migration(migrations.Migration):

    dependencies = [("journal", "0001_journal")]

    operations = [
        migrations.AddField(
            model_name='payload',
            name='salt',
            field=models.BinaryField(db_comment='secret', max_length=16, null=True),
        ),
        # The release before this one still writes the salt into the line; lines of this one leave it empty.
        migrations.AlterField(
            model_name='line',
            name='salt',
            field=models.BinaryField(db_comment='secret', max_length=16, null=True),
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('first', models.BigIntegerField(db_comment='internal', primary_key=True, serialize=False)),
                ('size', models.BigIntegerField(db_comment='internal', unique=True)),
                ('xid', linli.plumbing.models.TransactionId(db_comment='internal')),
                ('line', models.BigIntegerField(db_comment='internal')),
                ('lines', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_comment='internal', size=None)),
                ('leaves', models.BinaryField(db_comment='internal')),
                ('root', models.BinaryField(db_comment='internal', max_length=32)),
                ('oldest', models.DateTimeField(db_comment='internal')),
                ('sealed', models.DateTimeField(db_comment='internal', db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'journal_seal',
                'indexes': [models.Index(fields=['xid', 'line'], name='seal_end'), models.Index(fields=['sealed'], name='seal_sealed')],
            },
        ),
        migrations.CreateModel(
            name='Node',
            fields=[
                ('pk', models.CompositePrimaryKey('level', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('level', models.SmallIntegerField(db_comment='internal')),
                ('number', models.BigIntegerField(db_comment='internal')),
                ('hash', models.BinaryField(db_comment='internal', max_length=32)),
            ],
            options={
                'db_table': 'journal_node',
            },
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('size', models.BigIntegerField(db_comment='public', primary_key=True, serialize=False)),
                ('root', models.BinaryField(db_comment='public', max_length=32)),
                ('note', models.TextField(db_comment='public')),
                ('made', models.DateTimeField(db_comment='public')),
            ],
            options={
                'db_table': 'journal_checkpoint',
            },
        ),
        migrations.RunSQL(CHECKS, migrations.RunSQL.noop),
        *(step for table in ('journal_seal', 'journal_node', 'journal_checkpoint') for step in (wall(table), append_only(table))),
    ]
