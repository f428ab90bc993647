# How divisions stood before they were renamed, recoded, split or merged, and what is known of a building.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0003_unassigned'),
    ]

    operations = [
        migrations.CreateModel(
            name='BuildingFacts',
            fields=[
                ('place', models.OneToOneField(db_comment='public', on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='places.place')),
                ('confirmed', models.DateTimeField(db_comment='public', null=True)),
                ('floors', models.SmallIntegerField(db_comment='public', null=True)),
                ('floors_below', models.SmallIntegerField(db_comment='public', null=True)),
                ('stairwells', models.SmallIntegerField(db_comment='public', null=True)),
                ('lifts', models.SmallIntegerField(db_comment='public', null=True)),
                ('built', models.SmallIntegerField(db_comment='public', null=True)),
                ('structure', models.CharField(blank=True, choices=[('brick', 'Brick'), ('frame', 'Frame'), ('shear_wall', 'Shear Wall'), ('steel', 'Steel'), ('wood', 'Wood'), ('other', 'Other')], db_comment='public', max_length=12)),
                ('quality', models.CharField(blank=True, db_comment='public', max_length=1)),
                ('source', models.CharField(blank=True, db_comment='public', max_length=40)),
            ],
            options={
                'db_table': 'places_building',
                'constraints': [models.CheckConstraint(condition=models.Q(('quality__in', ['', 'A', 'B', 'C', 'D'])), name='building_quality'), models.CheckConstraint(condition=models.Q(('structure__in', ['', 'brick', 'frame', 'shear_wall', 'steel', 'wood', 'other'])), name='building_structure')],
            },
        ),
        migrations.CreateModel(
            name='PlacePast',
            fields=[
                ('id', models.BigAutoField(db_comment='public', primary_key=True, serialize=False)),
                ('parent_id', models.IntegerField(db_comment='public', null=True)),
                ('into_id', models.IntegerField(db_comment='public', null=True)),
                ('since', models.DateTimeField(db_comment='public')),
                ('until', models.DateTimeField(db_comment='public')),
                ('reason', models.CharField(db_comment='public', max_length=10)),
                ('code', models.CharField(blank=True, db_comment='public', max_length=28)),
                ('name', models.CharField(db_comment='public', max_length=120)),
                ('address', models.CharField(blank=True, db_comment='public', max_length=200)),
                ('source', models.CharField(blank=True, db_comment='public', max_length=120)),
                ('place', models.ForeignKey(db_comment='public', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
            options={
                'db_table': 'places_past',
                'indexes': [models.Index(fields=['place', 'until'], name='place_past'), models.Index(fields=['parent_id'], name='place_past_children'), models.Index(condition=models.Q(('code', ''), _negated=True), fields=['code'], name='place_past_code')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ['rename', 'recode', 'split', 'merge', 'correct'])), name='past_reason')],
            },
        ),
    ]
