# What opens the doors: second factors, recovery codes, and the sign-ins a session runs by.

from django.db import migrations, models

from linli.plumbing.walls import wall

# Before a hat is known: which account a passkey belongs to, and whether the sign-in of a session still runs.
FINDING = """
create policy owner_finds on people_factor for select to current_user using (true);
create policy owner_finds on people_sign_in for select to current_user using (true);

create function people_holder_of_passkey(wanted bytea, wanted_surface text) returns bigint
language sql stable security definer set search_path = pg_catalog, public as $$
    select f.account_id from public.people_factor f
    where f.credential = wanted and f.surface = wanted_surface and f.until is null
$$;
create function people_hat_of_post(wanted_account bigint, wanted_post bigint, wanted_at timestamptz,
                                   wanted_sign_in bigint)
returns table (password text, label text, person_id bigint, post_id bigint, role text, title text, place_id int,
               unit_id bigint, areas int[], scopes int[])
language sql stable security definer set search_path = pg_catalog, public as $$
    select h.* from public.people_sign_in s
    cross join lateral public.people_hat_of_post(wanted_account, wanted_post, wanted_at) h
    where s.id = wanted_sign_in and s.account_id = wanted_account and s.surface = 'desk' and s.ended is null
$$;
revoke all on function people_holder_of_passkey(bytea, text), people_hat_of_post(bigint, bigint, timestamptz, bigint)
    from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'linli_public') then
    grant execute on function people_holder_of_passkey(bytea, text) to linli_public, linli_desk;
    grant execute on function people_hat_of_post(bigint, bigint, timestamptz, bigint) to linli_desk;
  end if;
end $$;
"""
GONE = """
drop function people_holder_of_passkey(bytea, text), people_hat_of_post(bigint, bigint, timestamptz, bigint);
drop policy owner_finds on people_factor;
drop policy owner_finds on people_sign_in;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0018_forgetting'),
    ]

    operations = [
        migrations.CreateModel(
            name='Factor',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField(db_comment='internal')),
                ('surface', models.CharField(db_comment='internal', max_length=8)),
                ('kind', models.CharField(db_comment='internal', max_length=13)),
                ('name', models.CharField(db_comment='personal', max_length=40)),
                ('secret_sealed', models.BinaryField(db_comment='secret', null=True)),
                ('last_step', models.BigIntegerField(db_comment='internal', db_default=0, default=0)),
                ('credential', models.BinaryField(db_comment='secret', max_length=1024, null=True)),
                ('public_key', models.BinaryField(db_comment='internal', max_length=2048, null=True)),
                ('signs', models.BigIntegerField(db_comment='internal', db_default=0, default=0)),
                ('since', models.DateTimeField(db_comment='internal')),
                ('used', models.DateTimeField(db_comment='personal', null=True)),
                ('until', models.DateTimeField(db_comment='internal', null=True)),
            ],
            options={
                'db_table': 'people_factor',
                'indexes': [models.Index(fields=['account_id'], name='factor_account')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('surface__in', ['public', 'desk'])), name='factor_surface'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', 'authenticator'), ('secret_sealed__isnull', False)), models.Q(('credential__isnull', False), ('kind', 'passkey'), ('public_key__isnull', False)), _connector='OR'), name='factor_kind'),
                    models.UniqueConstraint(fields=('credential',), name='credential_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField(db_comment='internal')),
                ('surface', models.CharField(db_comment='internal', max_length=8)),
                ('code_blind', models.BinaryField(db_comment='secret', max_length=16, unique=True)),
                ('since', models.DateTimeField(db_comment='internal')),
                ('used', models.DateTimeField(db_comment='personal', null=True)),
            ],
            options={
                'db_table': 'people_recovery_code',
                'indexes': [models.Index(fields=['account_id'], name='recovery_account')],
                'constraints': [models.CheckConstraint(condition=models.Q(('surface__in', ['public', 'desk'])), name='recovery_surface')],
            },
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField(db_comment='internal')),
                ('surface', models.CharField(db_comment='internal', max_length=8)),
                ('shown', models.CharField(db_comment='internal', max_length=13)),
                ('device', models.CharField(blank=True, db_comment='personal', max_length=60)),
                ('browser_blind', models.BinaryField(db_comment='personal', max_length=16)),
                ('began', models.DateTimeField(db_comment='personal')),
                ('seen', models.DateTimeField(db_comment='personal')),
                ('ended', models.DateTimeField(db_comment='personal', null=True)),
            ],
            options={
                'db_table': 'people_sign_in',
                'indexes': [models.Index(fields=['account_id', 'began'], name='sign_in_account')],
                'constraints': [models.CheckConstraint(condition=models.Q(('surface__in', ['public', 'desk'])), name='sign_in_surface')],
            },
        ),
        wall('people_factor'),
        wall('people_recovery_code'),
        wall('people_sign_in'),
        migrations.RunSQL(FINDING, GONE),
    ]
