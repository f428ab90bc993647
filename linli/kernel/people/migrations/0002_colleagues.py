# Names of colleagues: who of the staff may see a division, by the posts that run. Accounts are walled to their holder.

from django.db import migrations

COLLEAGUES = """
create function people_colleagues(wanted_scopes int[], wanted_roles text[], wanted_at timestamptz)
returns table (post_id bigint, account_id bigint, label text, title text, role text, unit_id bigint, unit_name text,
               place_id int, areas int[])
language sql stable security definer set search_path = pg_catalog, public as $$
    select t.id, t.account_id, a.label, t.title, t.role, t.organisation_id, o.name, t.place_id, t.areas
    from public.people_post t
    join public.people_account a on a.id = t.account_id
    join public.people_organisation o on o.id = t.organisation_id
    join public.places_place p on p.id = t.place_id
    where t.role = any(wanted_roles)
      and t.since <= wanted_at and (t.until is null or t.until > wanted_at)
      and (a.until is null or a.until > wanted_at)
      and (p.scope_id = any(wanted_scopes)
           or exists (select 1 from public.places_place d where d.id = any(wanted_scopes) and d.lo between p.lo and p.hi)
           or exists (select 1 from public.places_area r where r.id = any(t.areas) and r.scope_id = any(wanted_scopes)))
    order by t.id limit 500
$$;
revoke all on function people_colleagues(int[], text[], timestamptz) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'linli_desk') then
    grant execute on function people_colleagues(int[], text[], timestamptz) to linli_desk, linli_worker;
  end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_people"), ("places", "0001_places")]

    operations = [
        migrations.RunSQL(COLLEAGUES, "drop function people_colleagues"),
    ]
