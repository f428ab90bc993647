from django.db import migrations

# Somebody an import brought and nobody has anything to do with goes again, and their own side of matters with them:
# that row is seen through matters only, so it is taken away by the owner. Whose has a login, a mandate or a matter stays.
FORGETS = """
create policy owner_forgets on people_subject for delete to current_user using (true);
create function people_forget_subjects(gone bigint[]) returns setof bigint
language sql volatile security definer set search_path = pg_catalog, public as $$
    delete from public.people_subject s
    where s.id = any(gone) and s.kind = 'named' and s.receipt_blind is null and s.account_id is null
      and not exists (select 1 from public.people_account a where a.subject_id = s.id)
      and not exists (select 1 from public.people_account a where a.person_id = s.person_id)
      and not exists (select 1 from public.people_mandate m where m.subject_id = s.id)
      and not exists (select 1 from public.people_mandate m where m.taker_subject_id = s.id)
      and not exists (select 1 from public.people_subject o where o.person_id = s.person_id and o.id <> s.id)
    returning s.id
$$;
revoke all on function people_forget_subjects(bigint[]) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'linli_worker') then
    grant execute on function people_forget_subjects(bigint[]) to linli_worker;
  end if;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0008_one_human_being'),
    ]

    operations = [
        migrations.RunSQL(
            FORGETS,
            "drop function people_forget_subjects(bigint[]); drop policy owner_forgets on people_subject;",
        ),
    ]
