"""What matters were about is counted with the figures, so that a board need not read every matter of a year."""

from django.db import migrations, models

from linli.plumbing.walls import wall


class Migration(migrations.Migration):
    dependencies = [
        ('indicators', '0002_two_people'),
    ]

    operations = [
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('about', models.BigIntegerField(db_comment='internal')),
                ('scope_id', models.IntegerField(db_comment='internal')),
                ('span', models.CharField(db_comment='internal', max_length=5)),
                ('since', models.DateField(db_comment='internal')),
                ('item', models.CharField(db_comment='internal', max_length=60)),
                ('cases', models.IntegerField(db_comment='internal')),
            ],
            options={
                'db_table': 'indicators_topic',
                'indexes': [models.Index(fields=['scope_id'], name='topic_scope')],
                'constraints': [
                    models.UniqueConstraint(fields=('about', 'span', 'since', 'item'), name='topic_once')
                ],
            },
        ),
        wall('indicators_topic'),
        # Places that have figures already get their topics in the worker's next rounds.
        migrations.RunSQL(
            """
            alter table indicators_figure no force row level security;
            insert into indicators_stale (kind, about, span, since)
            select distinct kind, about, span, since from indicators_figure where kind = 'place' and published is null
            on conflict do nothing;
            alter table indicators_figure force row level security;
            """,
            migrations.RunSQL.noop,
        ),
    ]
