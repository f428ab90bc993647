# What a desk must be able to do for a person it sees beyond the divisions it sees: keep the search tokens of all the
# person's divisions true, and bring accounts and reporters' sides over when two records turn out to be one human being.

from django.db import migrations

OWNER = """
create policy owner_finds on people_person for select to current_user using (true);
create policy owner_finds on people_residence for select to current_user using (true);
create policy owner_moves on people_subject for update to current_user using (true) with check (true);
create policy owner_moves on people_account for update to current_user using (true) with check (true);
"""
NO_OWNER = """
drop policy owner_finds on people_person; drop policy owner_finds on people_residence;
drop policy owner_moves on people_subject; drop policy owner_moves on people_account;
"""

# Every division a person has or had a link to, told to whoever sees one of these links.
DIVISIONS = """
create function people_divisions_of(wanted bigint) returns int[]
language sql stable security definer set search_path = pg_catalog, public as $$
    select coalesce(array_agg(distinct r.scope_id), '{}') from public.people_residence r
    where r.person_id = wanted and exists (
        select 1 from public.people_residence s where s.person_id = wanted
          and s.scope_id = any(nullif(current_setting('app.scopes', true), '')::int[]))
$$;
"""

# The accounts and reporters' sides of a record that was merged go to the record that stays. Both must be seen.
BRING_OVER = """
create function people_bring_over(gone bigint) returns void
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
declare kept bigint;
begin
    select p.merged_into into kept from public.people_person p where p.id = gone
      and cardinality(public.people_divisions_of(p.id)) > 0
      and cardinality(public.people_divisions_of(p.merged_into)) > 0;
    if kept is null then
        return;
    end if;
    update public.people_subject set person_id = kept where person_id = gone;
    update public.people_account set person_id = kept where person_id = gone;
end $$;
"""

ONLY = """
revoke all on function people_divisions_of(bigint), people_bring_over(bigint) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'linli_desk') then
    grant execute on function people_divisions_of(bigint), people_bring_over(bigint) to linli_desk, linli_worker;
  end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_register")]

    operations = [
        migrations.RunSQL(OWNER, NO_OWNER),
        migrations.RunSQL(DIVISIONS, "drop function people_divisions_of"),
        migrations.RunSQL(BRING_OVER, "drop function people_bring_over"),
        migrations.RunSQL(ONLY, migrations.RunSQL.noop),
    ]
