# How well a resident is known: whose papers a clerk has looked at, and what the session was begun with.

from django.db import migrations, models

from linli.plumbing.walls import wall

CHECKING = """
create policy owner_finds on people_identity_check for select to current_user using (true);
create policy owner_adds on people_identity_check for insert to current_user with check (true);

create function people_check_identity(wanted bigint, wanted_person bigint, new_document text, at timestamptz, by bigint)
returns boolean language plpgsql security definer set search_path = pg_catalog, public as $$
begin
    if coalesce(current_setting('app.role', true), '') not in ('clerk', 'street_clerk') then
        raise exception 'papers are looked at by a clerk' using errcode = 'insufficient_privilege';
    end if;
    perform 1 from public.people_account a where a.id = wanted and a.login is null
        and (a.person_id is null or a.person_id = wanted_person) for no key update;
    if not found or exists (select 1 from public.people_identity_check c where c.account_id = wanted and c.until is null)
    then return false; end if;
    insert into public.people_identity_check (account_id, person_id, document, checked, checked_by)
        values (wanted, wanted_person, new_document, at, by);
    update public.people_account set person_id = wanted_person where id = wanted;
    return true;
end $$;
create policy owner_finds on people_city_login for select to current_user using (true);
create function people_account_of_city(wanted bytea) returns bigint
language sql stable security definer set search_path = pg_catalog, public as $$
    select l.account_id from public.people_city_login l where l.subject_blind = wanted
$$;
create function people_hat_with_level(wanted_account bigint, wanted_at timestamptz, wanted_sign_in bigint)
returns table (password text, label text, person_id bigint, subjects bigint[], level int)
language sql stable security definer set search_path = pg_catalog, public as $$
    select h.password, h.label, h.person_id, array(
            select unnest(h.subjects)
            union select p.subject_id from public.people_person p where p.id = h.person_id
            union select m.subject_id from public.people_person p join public.people_mandate m
                on m.taker_subject_id = p.subject_id and m.since <= wanted_at and m.until > wanted_at
                and m.revoked is null
                where p.id = h.person_id
            order by 1),
        case when c.id is null then 2 when s.shown in ('passkey', 'city') then 4 else 3 end
    from public.people_sign_in s
    cross join lateral public.people_hat_of_resident(wanted_account, wanted_at) h
    left join public.people_identity_check c on c.account_id = wanted_account and c.until is null
    where s.id = wanted_sign_in and s.account_id = wanted_account and s.surface = 'public' and s.ended is null
$$;
revoke all on function people_account_of_city(bytea), people_check_identity(bigint, bigint, text, timestamptz, bigint),
    people_hat_with_level(bigint, timestamptz, bigint) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'linli_public') then
    grant execute on function people_check_identity(bigint, bigint, text, timestamptz, bigint) to linli_desk;
    grant execute on function people_hat_with_level(bigint, timestamptz, bigint) to linli_public;
    grant execute on function people_account_of_city(bytea) to linli_public;
  end if;
end $$;
"""
GONE = """
drop policy owner_finds on people_city_login;
drop function people_account_of_city(bytea), people_check_identity(bigint, bigint, text, timestamptz, bigint),
    people_hat_with_level(bigint, timestamptz, bigint);
drop policy owner_finds on people_identity_check;
drop policy owner_adds on people_identity_check;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0020_apart'),
    ]

    operations = [
        migrations.CreateModel(
            name='IdentityCheck',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField(db_comment='personal')),
                ('person_id', models.BigIntegerField(db_comment='personal')),
                ('document', models.CharField(db_comment='personal', max_length=24)),
                ('checked', models.DateTimeField(db_comment='personal')),
                ('checked_by', models.BigIntegerField(db_comment='internal')),
                ('until', models.DateTimeField(db_comment='internal', null=True)),
            ],
            options={
                'db_table': 'people_identity_check',
                'indexes': [models.Index(fields=['person_id'], name='identity_check_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('account_id',), name='identity_checked_once')],
            },
        ),
        migrations.CreateModel(
            name='CityLogin',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField(db_comment='personal', unique=True)),
                ('subject_blind', models.BinaryField(db_comment='secret', max_length=16, unique=True)),
                ('since', models.DateTimeField(db_comment='internal')),
            ],
            options={
                'db_table': 'people_city_login',
            },
        ),
        wall('people_identity_check'),
        wall('people_city_login'),
        migrations.RunSQL(CHECKING, GONE),
    ]
