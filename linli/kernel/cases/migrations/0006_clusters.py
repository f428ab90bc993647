"""Clusters: a case handled together with another one, its lead."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from linli.plumbing.walls import wall


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_oversight'),
    ]

    operations = [
        migrations.AddField('Case', 'lead_id', models.BigIntegerField(db_comment='internal', null=True)),
        migrations.AddField('Case', 'leads', models.SmallIntegerField(db_comment='internal', default=0)),
        migrations.AddField('Case', 'people', models.SmallIntegerField(db_comment='internal', default=1)),
        migrations.CreateModel(
            name='ClusterMember',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('case', models.ForeignKey(db_comment='internal', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('lead', models.ForeignKey(db_comment='internal', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('lead_scope', models.IntegerField(db_comment='internal')),
                ('since', models.DateTimeField(db_comment='internal')),
                ('until', models.DateTimeField(db_comment='internal', null=True)),
                ('ended', models.CharField(blank=True, db_comment='internal', max_length=12)),
                ('parked', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_comment='internal', default=list, size=None)),
            ],
            options={
                'db_table': 'cases_cluster_member',
                'constraints': [
                    models.UniqueConstraint(condition=Q(('until__isnull', True)), fields=('case',), name='one_lead_a_case'),
                    models.CheckConstraint(condition=Q(('case', F('lead')), _negated=True), name='nobody_leads_itself'),
                    models.CheckConstraint(condition=Q(Q(('ended', ''), ('until__isnull', True)), Q(('ended__gt', ''), ('until__isnull', False)), _connector='OR'), name='cluster_end_says_how'),
                ],
            },
        ),
        wall('cases_cluster_member'),
    ]
