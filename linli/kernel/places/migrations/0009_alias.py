# What places are called besides: old and popular names, other spellings.

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0008_areas_end'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlaceAlias',
            fields=[
                ('id', models.BigAutoField(db_comment='public', primary_key=True, serialize=False)),
                ('road', models.CharField(blank=True, db_comment='public', max_length=120)),
                ('kind', models.CharField(choices=[('popular', 'Popular'), ('former', 'Former'), ('spelling', 'Spelling')], db_comment='public', max_length=10)),
                ('name', models.CharField(db_comment='public', max_length=120)),
                ('since', models.DateTimeField(db_comment='public')),
                ('until', models.DateTimeField(db_comment='public', null=True)),
                ('source', models.CharField(blank=True, db_comment='public', max_length=120)),
                ('recorded', models.DateTimeField(db_comment='internal', db_default=django.db.models.functions.datetime.Now())),
                ('area', models.ForeignKey(db_comment='public', db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.area')),
                ('place', models.ForeignKey(db_comment='public', db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
            options={
                'db_table': 'places_alias',
                'indexes': [models.Index(condition=models.Q(('until__isnull', True)), fields=['name'], name='alias_name')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('area__isnull', True), ('place__isnull', False), ('road', '')), models.Q(('area__isnull', False), ('place__isnull', True), ('road', '')), models.Q(models.Q(('area__isnull', True), ('place__isnull', True)), models.Q(('road', ''), _negated=True)), _connector='OR'), name='alias_of_one'), models.CheckConstraint(condition=models.Q(('kind__in', ['popular', 'former', 'spelling'])), name='alias_kind'), models.UniqueConstraint(condition=models.Q(('place__isnull', False), ('until__isnull', True)), fields=('place', 'name'), name='alias_place_once'), models.UniqueConstraint(condition=models.Q(('area__isnull', False), ('until__isnull', True)), fields=('area', 'name'), name='alias_area_once'), models.UniqueConstraint(condition=models.Q(models.Q(('road', ''), _negated=True), ('until__isnull', True)), fields=('name',), name='alias_road_once')],
            },
        ),
    ]
