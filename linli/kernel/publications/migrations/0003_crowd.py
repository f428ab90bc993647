"""The public history of faces, released photos, what is handled together, and who follows a matter."""

from django.db import migrations, models

from linli.plumbing.walls import wall

# From the secret code in a message to the one follower it speaks for.
FOLLOWER_OF_CODE = """
create function publications_follower_of_code(wanted bytea) returns bigint
language sql stable security definer set search_path = pg_catalog, public as $$
    select f.subject_id from public.publications_follower f where f.code_blind = wanted
$$;
revoke all on function publications_follower_of_code(bytea) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'linli_public') then
    grant execute on function publications_follower_of_code(bytea) to linli_public;
  end if;
end $$;
create policy owner_finds on publications_follower for select to current_user using (true);
"""
NO_FUNCTION = """
drop policy owner_finds on publications_follower;
drop function publications_follower_of_code(bytea);
"""

# Faces of before: when they were answered, as far as it is known, and the turns that can still be told.
FILL = """
update publications_public_face set answered = changed where state in ('answered', 'closed');
insert into publications_public_event (case_id, state, at)
    select case_id, state, changed from publications_public_face where state <> 'open';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0002_open_code'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicEvent',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('case_id', models.BigIntegerField(db_comment='internal')),
                ('state', models.CharField(db_comment='public', max_length=12)),
                ('at', models.DateTimeField(db_comment='public')),
            ],
            options={
                'db_table': 'publications_public_event',
                'indexes': [models.Index(fields=['case_id', 'id'], name='public_event_case')],
            },
        ),
        migrations.CreateModel(
            name='PublicPhoto',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('code', models.CharField(db_comment='public', max_length=12, unique=True)),
                ('case_id', models.BigIntegerField(db_comment='internal')),
                ('paper_id', models.BigIntegerField(db_comment='internal', unique=True)),
                ('file', models.CharField(blank=True, db_comment='internal', max_length=32)),
                ('media_type', models.CharField(blank=True, db_comment='public', max_length=20)),
                ('released', models.DateTimeField(db_comment='public')),
            ],
            options={
                'db_table': 'publications_public_photo',
                'indexes': [models.Index(fields=['case_id', 'id'], name='public_photo_case')],
            },
        ),
        migrations.CreateModel(
            name='Follower',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('case_id', models.BigIntegerField(db_comment='internal')),
                ('scope_id', models.IntegerField(db_comment='internal')),
                ('subject_id', models.BigIntegerField(db_comment='personal')),
                ('phone_sealed', models.BinaryField(db_comment='personal', null=True)),
                ('phone_blind', models.BinaryField(db_comment='personal', max_length=16, null=True)),
                ('code_sealed', models.BinaryField(db_comment='secret', null=True)),
                ('code_blind', models.BinaryField(db_comment='secret', max_length=16, null=True)),
                ('asked', models.DateTimeField(db_comment='personal')),
                ('since', models.DateTimeField(db_comment='personal', null=True)),
            ],
            options={
                'db_table': 'publications_follower',
                'indexes': [models.Index(fields=['scope_id'], name='follower_scope')],
                'constraints': [
                    models.UniqueConstraint(fields=('subject_id', 'case_id'), name='follower_once'),
                    models.UniqueConstraint(fields=('code_blind',), name='follower_code_once'),
                    models.UniqueConstraint(fields=('case_id', 'phone_blind'), name='follower_phone_once'),
                ],
            },
        ),
        wall('publications_follower'),
        migrations.RunSQL(FOLLOWER_OF_CODE, NO_FUNCTION),
        migrations.AddField('PublicFace', 'outcome', models.CharField(blank=True, db_comment='public', default='', max_length=20), preserve_default=False),
        migrations.AddField('PublicFace', 'people', models.SmallIntegerField(db_comment='public', default=1)),
        migrations.AddField('PublicFace', 'joined_id', models.BigIntegerField(db_comment='internal', null=True)),
        migrations.AddField('PublicFace', 'answered', models.DateTimeField(db_comment='public', null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex('PublicFace', models.Index(condition=models.Q(('joined_id__isnull', False)), fields=['joined_id'], name='face_joined')),
    ]
