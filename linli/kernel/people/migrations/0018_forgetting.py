# What lies behind walls the worker does not see through is emptied by functions that do nothing else. The policies
# under which the owner changes these tables stand since 0008.

from django.db import migrations

BLANK_SUBJECTS = """
create function people_blank_subjects(wanted bigint[], wanted_at timestamptz) returns bigint[]
language sql security definer set search_path = pg_catalog, public as $$
    with gone as (
        update public.people_subject set kind = 'anonymous', person_id = null, account_id = null, alias = '',
            name_sealed = null, phone_sealed = null, phone_blind = null, mail_sealed = null, kept_for = 0,
            receipt_blind = null, receipt_sealed = null
        where id = any(wanted) and recorded <= wanted_at and (kind <> 'anonymous' or receipt_blind is not null)
        returning id)
    select array_agg(id order by id) from gone
$$;
"""

CLOSE_ACCOUNTS = """
create function people_close_accounts(wanted bigint[], wanted_at timestamptz) returns bigint[]
language sql security definer set search_path = pg_catalog, public as $$
    with gone as (
        update public.people_account set password = '!' || md5(random()::text), phone_blind = null, login = null,
            label = '', person_id = null, last_login = null, until = least(until, wanted_at)
        where id = any(wanted) and subject_id is not null and label <> ''
        returning id, subject_id),
    theirs as (
        update public.people_subject s set kind = 'anonymous', person_id = null, account_id = null, alias = '',
            name_sealed = null, phone_sealed = null, phone_blind = null, mail_sealed = null
        from gone where s.id = gone.subject_id and s.receipt_blind is null
        returning s.id)
    select array_agg(id order by id) from gone
$$;
"""

ONLY_FOR_THE_WORKER = """
revoke all on function people_blank_subjects(bigint[], timestamptz) from public;
revoke all on function people_close_accounts(bigint[], timestamptz) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'linli_worker') then
    grant execute on function people_blank_subjects(bigint[], timestamptz) to linli_worker;
    grant execute on function people_close_accounts(bigint[], timestamptz) to linli_worker;
  end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0017_looks"),
    ]

    operations = [
        migrations.RunSQL(BLANK_SUBJECTS, "drop function people_blank_subjects(bigint[], timestamptz);"),
        migrations.RunSQL(CLOSE_ACCOUNTS, "drop function people_close_accounts(bigint[], timestamptz);"),
        migrations.RunSQL(ONLY_FOR_THE_WORKER, migrations.RunSQL.noop),
    ]
