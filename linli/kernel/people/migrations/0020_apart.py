# Administrators hold no other post, whoever writes the row; and the few things they do to logins nobody else sees.

from django.db import migrations

APART = """
create function people_post_stands_apart() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
    perform 1 from public.people_account a where a.id = new.account_id for no key update;
    if exists (
        select 1 from public.people_post t
        where t.account_id = new.account_id and t.id <> new.id and t.role <> new.role
          and (t.until is null or t.until > new.since) and (new.until is null or new.until > t.since)
          and (new.role in ('system_administrator', 'security_administrator', 'auditor')
            or t.role in ('system_administrator', 'security_administrator', 'auditor')))
    then
        raise exception 'an administrator holds no other post'
            using errcode = 'check_violation', constraint = 'post_stands_apart';
    end if;
    return new;
end $$;
revoke all on function people_post_stands_apart() from public;
create trigger people_post_apart after insert or update on people_post
    for each row execute function people_post_stands_apart();
"""

KEEPING = """
create policy owner_adds on people_account for insert to current_user with check (true);
create policy owner_ends on people_factor for update to current_user using (true) with check (true);
create policy owner_ends on people_sign_in for update to current_user using (true) with check (true);
create policy owner_finds on people_recovery_code for select to current_user using (true);
create policy owner_ends on people_recovery_code for update to current_user using (true) with check (true);

create function people_require_keeper() returns void language plpgsql as $$
begin
    if coalesce(current_setting('app.role', true), '') <> 'system_administrator' then
        raise exception 'only a system administrator keeps logins' using errcode = 'insufficient_privilege';
    end if;
end $$;
create function people_kept_account(wanted text)
returns table (id bigint, label text, until timestamptz, factors bigint)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
    perform public.people_require_keeper();
    return query select a.id, a.label::text, a.until, (select count(*) from public.people_factor f
            where f.account_id = a.id and f.surface = 'desk' and f.until is null)
        from public.people_account a where a.login = wanted;
end $$;
create function people_open_account(new_id bigint, new_login text, new_label text, new_password text) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
    perform public.people_require_keeper();
    insert into public.people_account (id, login, label, password, language, edition)
        values (new_id, new_login, new_label, new_password, 'zh-hans', 'standard');
end $$;
create function people_renew_account(wanted bigint, new_password text, at timestamptz, closed boolean) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
    perform public.people_require_keeper();
    update public.people_account set password = new_password, until = case when closed then at else until end
        where id = wanted;
    update public.people_factor set until = at where account_id = wanted and surface = 'desk' and until is null;
    update public.people_recovery_code set used = at
        where account_id = wanted and surface = 'desk' and used is null;
    update public.people_sign_in set ended = at where account_id = wanted and ended is null;
end $$;
revoke all on function people_require_keeper(), people_kept_account(text),
    people_open_account(bigint, text, text, text), people_renew_account(bigint, text, timestamptz, boolean) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'linli_desk') then
    grant execute on function people_kept_account(text), people_open_account(bigint, text, text, text),
        people_renew_account(bigint, text, timestamptz, boolean) to linli_desk;
  end if;
end $$;
"""
GONE = """
drop function people_kept_account(text), people_open_account(bigint, text, text, text),
    people_renew_account(bigint, text, timestamptz, boolean), people_require_keeper();
drop policy owner_adds on people_account;
drop policy owner_ends on people_factor;
drop policy owner_ends on people_sign_in;
drop policy owner_finds on people_recovery_code;
drop policy owner_ends on people_recovery_code;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0019_factors'),
    ]

    operations = [
        migrations.RunSQL(APART, "drop trigger people_post_apart on people_post; drop function people_post_stands_apart();"),
        migrations.RunSQL(KEEPING, GONE),
    ]
