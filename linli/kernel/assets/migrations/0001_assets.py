# Facilities and equipment, which are public, and vehicles, which are not.

import django.db.models.deletion
from django.db import migrations, models

from linli.plumbing.walls import wall


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0007_register'),
        ('places', '0004_register'),
    ]

    operations = [
        migrations.CreateModel(
            name='Asset',
            fields=[
                ('id', models.BigAutoField(db_comment='public', primary_key=True, serialize=False)),
                ('scope_id', models.IntegerField(db_comment='public')),
                ('capacity', models.IntegerField(db_comment='public', null=True)),
                ('cell', models.BigIntegerField(db_comment='internal', null=True)),
                ('lon', models.FloatField(db_comment='public', null=True)),
                ('lat', models.FloatField(db_comment='public', null=True)),
                ('since', models.DateTimeField(db_comment='public')),
                ('until', models.DateTimeField(db_comment='public', null=True)),
                ('confirmed', models.DateTimeField(db_comment='public', null=True)),
                ('barrier_free', models.BooleanField(db_comment='public', null=True)),
                ('kind', models.CharField(db_comment='public', max_length=40)),
                ('name', models.CharField(db_comment='public', max_length=120)),
                ('code', models.CharField(blank=True, db_comment='public', max_length=40)),
                ('address', models.CharField(blank=True, db_comment='public', max_length=200)),
                ('phone', models.CharField(blank=True, db_comment='public', max_length=40)),
                ('opening_hours', models.CharField(blank=True, db_comment='public', max_length=200)),
                ('source', models.CharField(blank=True, db_comment='public', max_length=40)),
                ('operator', models.ForeignKey(db_comment='public', db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('place', models.ForeignKey(db_comment='public', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
            options={
                'db_table': 'assets_asset',
                'indexes': [models.Index(fields=['scope_id', 'kind'], name='asset_scope'), models.Index(condition=models.Q(('cell__isnull', False)), fields=['cell'], name='asset_cell')],
                'constraints': [models.UniqueConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), ('until__isnull', True)), fields=('kind', 'code'), name='asset_once'), models.CheckConstraint(condition=models.Q(('capacity__isnull', True), ('capacity__gte', 0), _connector='OR'), name='asset_capacity')],
            },
        ),
        migrations.CreateModel(
            name='Vehicle',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('scope_id', models.IntegerField(db_comment='internal')),
                ('subject_id', models.BigIntegerField(db_comment='internal', db_default=0, default=0)),
                ('since', models.DateTimeField(db_comment='personal')),
                ('until', models.DateTimeField(db_comment='personal', null=True)),
                ('confirmed', models.DateTimeField(db_comment='internal', null=True)),
                ('kind', models.CharField(db_comment='personal', max_length=12)),
                ('energy', models.CharField(blank=True, db_comment='personal', max_length=10)),
                ('source', models.CharField(blank=True, db_comment='internal', max_length=40)),
                ('plate_sealed', models.BinaryField(db_comment='personal')),
                ('plate_blind', models.BinaryField(db_comment='personal', max_length=16)),
                ('organisation', models.ForeignKey(db_comment='personal', db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('person', models.ForeignKey(db_comment='personal', db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('place', models.ForeignKey(db_comment='sensitive', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
            options={
                'db_table': 'assets_vehicle',
                'indexes': [models.Index(fields=['scope_id', 'place'], name='vehicle_scope'), models.Index(fields=['plate_blind'], name='vehicle_plate'), models.Index(condition=models.Q(('subject_id', 0), _negated=True), fields=['subject_id'], name='vehicle_subject'), models.Index(condition=models.Q(('organisation__isnull', False)), fields=['organisation'], name='vehicle_body')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['car', 'van', 'truck', 'bus', 'motorcycle', 'electric', 'other'])), name='vehicle_kind'), models.CheckConstraint(condition=models.Q(('energy__in', ['', 'petrol', 'diesel', 'electric', 'hybrid', 'gas', 'hydrogen'])), name='vehicle_energy'), models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', True), ('person__isnull', False)), models.Q(('organisation__isnull', False), ('person__isnull', True)), _connector='OR'), name='vehicle_has_one_keeper')],
            },
        ),
        wall('assets_vehicle'),
    ]
