# What a hat sees: the divisions of its post, and what was handled in divisions that were merged into one of these.

from django.db import migrations

HAT_OF_POST = """
create or replace function people_hat_of_post(wanted_account bigint, wanted_post bigint, wanted_at timestamptz)
returns table (password text, label text, person_id bigint, post_id bigint, role text, title text, place_id int,
               unit_id bigint, areas int[], scopes int[])
language sql stable security definer set search_path = pg_catalog, public as $$
    with worn as (
        select a.password, a.label, a.person_id, t.id, t.role, t.title, t.place_id, t.organisation_id, t.areas, array(
            select d.id from public.places_place p join public.places_place d on d.lo between p.lo and p.hi
                where p.id = t.place_id and d.level in ('city', 'district', 'street', 'community')
            union select p.scope_id from public.places_place p where p.id = t.place_id
            union select r.scope_id from public.places_area r where r.id = any(t.areas)) as scopes
        from public.people_post t join public.people_account a on a.id = t.account_id
        where t.account_id = wanted_account and (wanted_post is null or t.id = wanted_post)
          and t.since <= wanted_at and (t.until is null or t.until > wanted_at)
          and (a.until is null or a.until > wanted_at)
        order by t.id limit 1)
    select w.password, w.label, w.person_id, w.id, w.role, w.title, w.place_id, w.organisation_id, w.areas, array(
        select unnest(w.scopes)
        union select m.id from public.places_place m
            where m.merged_into is not null and m.merged_into = any(w.scopes)
        order by 1)
    from worn w
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0009_taking_back"), ("places", "0006_divisions")]

    operations = [migrations.RunSQL(HAT_OF_POST, migrations.RunSQL.noop)]
