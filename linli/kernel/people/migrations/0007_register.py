# The register of people and dwellings: what is known of a home, households, lettings, what was known before, proposals.

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from linli.plumbing.walls import wall


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_lean_indexes'),
        ('places', '0004_register'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='born_sealed',
            field=models.BinaryField(db_comment='personal', null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='confirmed',
            field=models.DateTimeField(db_comment='internal', null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='died',
            field=models.DateField(db_comment='personal', null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='document',
            field=models.CharField(choices=[('resident_id', 'Resident Id'), ('hmt_permit', 'Hmt Permit'), ('mainland_travel_permit', 'Travel Permit'), ('foreign_id', 'Foreign Id'), ('passport', 'Passport'), ('none', 'None')], db_comment='personal', db_default='none', default='none', max_length=24),
        ),
        migrations.AddField(
            model_name='person',
            name='merged_into',
            field=models.BigIntegerField(db_comment='personal', null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='registered_in',
            field=models.CharField(blank=True, db_comment='personal', db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='person',
            name='source',
            field=models.CharField(blank=True, db_comment='internal', db_default='', default='', max_length=40),
        ),
        migrations.AddField(
            model_name='residence',
            name='confirmed',
            field=models.DateTimeField(db_comment='internal', null=True),
        ),
        migrations.CreateModel(
            name='Dwelling',
            fields=[
                ('place', models.OneToOneField(db_comment='internal', on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='places.place')),
                ('scope_id', models.IntegerField(db_comment='internal')),
                ('confirmed', models.DateTimeField(db_comment='internal', null=True)),
                ('occupancy_since', models.DateTimeField(db_comment='personal', null=True)),
                ('floor_area', models.IntegerField(db_comment='personal', null=True)),
                ('rooms', models.SmallIntegerField(db_comment='personal', null=True)),
                ('most_people', models.SmallIntegerField(db_comment='internal', null=True)),
                ('use', models.CharField(choices=[('home', 'Home'), ('shared', 'Shared'), ('dormitory', 'Dormitory'), ('shop', 'Shop'), ('office', 'Office'), ('store', 'Store'), ('other', 'Other')], db_comment='internal', db_default='home', default='home', max_length=12)),
                ('occupancy', models.CharField(choices=[('self', 'Self'), ('let', 'Let'), ('empty', 'Empty'), ('mixed', 'Mixed'), ('unknown', 'Unknown')], db_comment='sensitive', db_default='unknown', default='unknown', max_length=8)),
                ('occupancy_source', models.CharField(blank=True, db_comment='internal', db_default='', default='', max_length=40)),
                ('property_unit_no', models.CharField(blank=True, db_comment='personal', db_default='', default='', max_length=28)),
                ('source', models.CharField(blank=True, db_comment='internal', db_default='', default='', max_length=40)),
            ],
            options={
                'db_table': 'people_dwelling',
                'indexes': [models.Index(fields=['scope_id', 'confirmed'], name='dwelling_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('use__in', ['home', 'shared', 'dormitory', 'shop', 'office', 'store', 'other'])), name='dwelling_use'), models.CheckConstraint(condition=models.Q(('occupancy', 'unknown'), models.Q(('occupancy__in', ['self', 'let', 'empty', 'mixed', 'unknown']), models.Q(('occupancy_source', ''), _negated=True)), _connector='OR'), name='occupancy_declared')],
            },
        ),
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('scope_id', models.IntegerField(db_comment='internal')),
                ('kind', models.CharField(choices=[('register', 'register'), ('living', 'living')], db_comment='internal', max_length=8)),
                ('booklet_sealed', models.BinaryField(db_comment='sensitive', null=True)),
                ('booklet_blind', models.BinaryField(db_comment='sensitive', max_length=16, null=True)),
                ('since', models.DateTimeField(db_comment='personal')),
                ('until', models.DateTimeField(db_comment='personal', null=True)),
                ('confirmed', models.DateTimeField(db_comment='internal', null=True)),
                ('source', models.CharField(blank=True, db_comment='internal', max_length=40)),
                ('place', models.ForeignKey(db_comment='sensitive', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
            options={
                'db_table': 'people_household',
            },
        ),
        migrations.CreateModel(
            name='HouseholdMember',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('since', models.DateTimeField(db_comment='personal')),
                ('until', models.DateTimeField(db_comment='personal', null=True)),
                ('relation', models.CharField(choices=[('head', 'Head'), ('spouse', 'Spouse'), ('child', 'Child'), ('grandchild', 'Grandchild'), ('parent', 'Parent'), ('grandparent', 'Grandparent'), ('sibling', 'Sibling'), ('relative', 'Relative'), ('unrelated', 'Unrelated')], db_comment='personal', max_length=12)),
                ('household', models.ForeignKey(db_comment='internal', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.household')),
                ('person', models.ForeignKey(db_comment='personal', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'db_table': 'people_household_member',
            },
        ),
        migrations.CreateModel(
            name='Letting',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('scope_id', models.IntegerField(db_comment='internal')),
                ('subject_id', models.BigIntegerField(db_comment='internal')),
                ('since', models.DateTimeField(db_comment='personal')),
                ('until', models.DateTimeField(db_comment='personal', null=True)),
                ('confirmed', models.DateTimeField(db_comment='internal', null=True)),
                ('most_tenants', models.SmallIntegerField(db_comment='internal', null=True)),
                ('number', models.CharField(blank=True, db_comment='internal', max_length=40)),
                ('source', models.CharField(blank=True, db_comment='internal', max_length=40)),
                ('landlord', models.ForeignKey(db_comment='personal', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('place', models.ForeignKey(db_comment='sensitive', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
            options={
                'db_table': 'people_letting',
            },
        ),
        migrations.CreateModel(
            name='PastFact',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('scope_id', models.IntegerField(db_comment='internal')),
                ('place_id', models.IntegerField(db_comment='sensitive')),
                ('record', models.BigIntegerField(db_comment='internal')),
                ('since', models.DateTimeField(db_comment='personal', null=True)),
                ('until', models.DateTimeField(db_comment='personal')),
                ('account_id', models.BigIntegerField(db_comment='internal')),
                ('kind', models.CharField(db_comment='internal', max_length=20)),
                ('field', models.CharField(db_comment='internal', max_length=24)),
                ('source', models.CharField(blank=True, db_comment='internal', max_length=40)),
                ('new_source', models.CharField(blank=True, db_comment='internal', max_length=40)),
                ('who', models.CharField(blank=True, db_comment='internal', max_length=80)),
                ('old_sealed', models.BinaryField(db_comment='sensitive', null=True)),
            ],
            options={
                'db_table': 'people_past_fact',
                'indexes': [models.Index(fields=['scope_id', 'kind', 'record'], name='past_fact_record')],
            },
        ),
        migrations.CreateModel(
            name='PastValue',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('person_id', models.BigIntegerField(db_comment='personal')),
                ('record', models.BigIntegerField(db_comment='internal')),
                ('since', models.DateTimeField(db_comment='personal', null=True)),
                ('until', models.DateTimeField(db_comment='personal')),
                ('account_id', models.BigIntegerField(db_comment='internal')),
                ('kind', models.CharField(db_comment='internal', max_length=20)),
                ('field', models.CharField(db_comment='internal', max_length=24)),
                ('source', models.CharField(blank=True, db_comment='internal', max_length=40)),
                ('new_source', models.CharField(blank=True, db_comment='internal', max_length=40)),
                ('who', models.CharField(blank=True, db_comment='internal', max_length=80)),
                ('old_sealed', models.BinaryField(db_comment='sensitive', null=True)),
            ],
            options={
                'db_table': 'people_past_value',
                'indexes': [models.Index(fields=['person_id'], name='past_value_person')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('scope_id', models.IntegerField(db_comment='internal')),
                ('place_id', models.IntegerField(db_comment='sensitive')),
                ('subject_id', models.BigIntegerField(db_comment='internal', db_default=0, default=0)),
                ('account_id', models.BigIntegerField(db_comment='internal')),
                ('organisation_id', models.BigIntegerField(db_comment='internal', db_default=0, default=0)),
                ('record', models.BigIntegerField(db_comment='internal')),
                ('made', models.DateTimeField(db_comment='internal')),
                ('decided', models.DateTimeField(db_comment='internal', null=True)),
                ('decided_by', models.BigIntegerField(db_comment='internal', db_default=0, default=0)),
                ('decided_who', models.CharField(blank=True, db_comment='internal', max_length=80)),
                ('proposer', models.CharField(choices=[('department', 'Department'), ('resident', 'Resident'), ('landlord', 'Landlord'), ('visit', 'Visit')], db_comment='internal', max_length=12)),
                ('kind', models.CharField(db_comment='internal', max_length=20)),
                ('act', models.CharField(choices=[('still_true', 'Still True'), ('change', 'Change'), ('moved_out', 'Moved Out'), ('add_tenant', 'Add Tenant')], db_comment='internal', max_length=12)),
                ('state', models.CharField(choices=[('open', 'open'), ('accepted', 'accepted'), ('refused', 'refused')], db_comment='internal', default='open', max_length=8)),
                ('reason', models.CharField(blank=True, db_comment='personal', max_length=200)),
                ('body_sealed', models.BinaryField(db_comment='sensitive')),
                ('recorded', models.DateTimeField(db_comment='internal', db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'people_proposal',
                'indexes': [models.Index(fields=['scope_id', 'state', 'made'], name='proposal_queue'), models.Index(condition=models.Q(('subject_id', 0), _negated=True), fields=['subject_id'], name='proposal_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='refused_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('decided__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided__isnull', False)), _connector='OR'), name='decided_when')],
            },
        ),
        migrations.AddIndex(
            model_name='household',
            index=models.Index(fields=['scope_id', 'place'], name='household_scope'),
        ),
        migrations.AddIndex(
            model_name='household',
            index=models.Index(condition=models.Q(('booklet_blind__isnull', False)), fields=['booklet_blind'], name='household_booklet'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['register', 'living'])), name='household_kind'),
        ),
        migrations.AddIndex(
            model_name='householdmember',
            index=models.Index(fields=['household'], name='member_household'),
        ),
        migrations.AddIndex(
            model_name='householdmember',
            index=models.Index(fields=['person'], name='member_person'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.CheckConstraint(condition=models.Q(('relation__in', ['head', 'spouse', 'child', 'grandchild', 'parent', 'grandparent', 'sibling', 'relative', 'unrelated'])), name='member_relation'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.UniqueConstraint(condition=models.Q(('relation', 'head'), ('until__isnull', True)), fields=('household',), name='one_head'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('household', 'person'), name='member_once'),
        ),
        migrations.AddIndex(
            model_name='letting',
            index=models.Index(fields=['scope_id', 'place'], name='letting_scope'),
        ),
        migrations.AddIndex(
            model_name='letting',
            index=models.Index(fields=['subject_id'], name='letting_subject'),
        ),
        migrations.AddConstraint(
            model_name='letting',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('place', 'landlord'), name='letting_once'),
        ),
        wall('people_dwelling'),
        wall('people_letting'),
        wall('people_household'),
        wall('people_household_member'),
        wall('people_past_value'),
        wall('people_past_fact'),
        wall('people_proposal'),
    ]
