# From subjects to everything that is the same human being's: records that were merged, logins, the sides of matters.
# No surface sees all of it through its walls, and what is kept by law must be kept whole.

from django.db import migrations

ONE_HUMAN_BEING = """
create function people_one_human_being(wanted bigint[]) returns table (subject bigint, person bigint, account bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
    with recursive given as (
        select s.person_id, s.account_id from public.people_subject s where s.id = any(wanted)
    ), records as (
        select p.id, p.subject_id, p.merged_into from public.people_person p
        where p.subject_id = any(wanted) or p.id = any(array(
            select g.person_id from given g
            union select a.person_id from public.people_account a where a.id = any(array(
                select g.account_id from given g))))
        union
        select p.id, p.subject_id, p.merged_into from records r
        cross join lateral (
            select q.id, q.subject_id, q.merged_into from public.people_person q where q.id = r.merged_into
            union all
            select q.id, q.subject_id, q.merged_into from public.people_person q where q.merged_into = r.id) p
    ), logins as (
        select g.account_id as id from given g where g.account_id is not null
        union
        select a.id from public.people_account a where a.person_id = any(array(select r.id from records r))
    ), sides as (
        select unnest(wanted) as id
        union
        select r.subject_id from records r
        union
        select a.subject_id from public.people_account a where a.id = any(array(select l.id from logins l))
        union
        select s.id from public.people_subject s where s.person_id = any(array(select r.id from records r))
        union
        select s.id from public.people_subject s where s.account_id = any(array(select l.id from logins l))
    )
    select s.id, null::bigint, null::bigint from sides s where s.id <> 0
    union all select null, r.id, null from records r
    union all select null, null, l.id from logins l
$$;
revoke all on function people_one_human_being(bigint[]) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'linli_public') then
    grant execute on function people_one_human_being(bigint[]) to linli_public, linli_desk, linli_worker;
  end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0023_found_by_person")]

    operations = [
        migrations.RunSQL(ONE_HUMAN_BEING, "drop function people_one_human_being(bigint[]);"),
    ]
