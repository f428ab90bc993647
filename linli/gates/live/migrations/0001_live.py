# What the live process may ask: four narrow functions and the outbox. It reads no table that knows a person.

from django.db import migrations

FUNCTIONS = """
create policy owner_finds on cases_case for select to current_user using (true);
create policy owner_finds on cases_task for select to current_user using (true);
create policy owner_finds on django_session for select to current_user using (true);

create function live_cases(wanted bigint[])
returns table (case_id bigint, number text, subject_id bigint, tasks bigint[])
language sql stable security definer set search_path = pg_catalog, public as $$
    select c.id, c.number, c.subject_id, array(
        select array[t.scope_id::bigint, t.about_unit, t.about_account]
        from public.cases_task t where t.case_id = c.id group by 1)
    from public.cases_case c where c.id = any(wanted)
$$;
create function live_sessions(wanted text[]) returns setof text
language sql stable security definer set search_path = pg_catalog, public as $$
    select s.session_key::text from public.django_session s
    where s.session_key = any(wanted) and s.expire_date > now()
$$;
create function live_posts(wanted_accounts bigint[], wanted_posts bigint[])
returns table (account_id bigint, post_id bigint, role text, unit_id bigint, scopes int[])
language sql stable security definer set search_path = pg_catalog, public as $$
    select w.account, w.post, h.role, h.unit_id, h.scopes from unnest(wanted_accounts, wanted_posts) as w (account, post)
    cross join lateral public.people_hat_of_post(w.account, w.post, now()) h
$$;
create function live_residents(wanted bigint[]) returns table (account_id bigint, subjects bigint[])
language sql stable security definer set search_path = pg_catalog, public as $$
    select w.account, h.subjects from unnest(wanted) as w (account)
    cross join lateral public.people_hat_of_resident(w.account, now()) h
$$;
revoke all on function live_cases(bigint[]), live_sessions(text[]), live_posts(bigint[], bigint[]),
    live_residents(bigint[]) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'linli_live') then
    grant execute on function live_cases(bigint[]), live_sessions(text[]), live_posts(bigint[], bigint[]),
        live_residents(bigint[]) to linli_live;
  end if;
end $$;
"""
GONE = """
drop function live_cases(bigint[]), live_sessions(text[]), live_posts(bigint[], bigint[]), live_residents(bigint[]);
drop policy owner_finds on cases_case;
drop policy owner_finds on cases_task;
drop policy owner_finds on django_session;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0005_oversight'),
        ('people', '0001_people'),
        ('sessions', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, GONE),
    ]
