"""The rules the database itself keeps: what was said stays as it was, and a grant goes no further than its request."""

from __future__ import annotations

from django.db.migrations import RunSQL

ONLY_CHANGES = RunSQL(
    """
    create or replace function grants_only_changes() returns trigger language plpgsql as $$
    begin
        if tg_op = 'DELETE' then
            raise exception '% is history: rows are never removed', tg_table_name;
        end if;
        if to_jsonb(new) - tg_argv <> to_jsonb(old) - tg_argv then
            raise exception '% is history: nothing changes but %', tg_table_name, array_to_string(tg_argv, ', ');
        end if;
        return new;
    end $$;
    """,
    "drop function grants_only_changes();",
)

DECIDED = RunSQL(
    """
    create or replace function grants_revision_goes_on() returns trigger language plpgsql as $$
    begin
        if to_jsonb(new) = to_jsonb(old) then return new; end if;
        if old.state in ('refused', 'ended') or (old.state = 'published' and new.state <> 'ended')
           or (new.state = 'published' and old.state <> 'owned') then
            raise exception 'a revision goes from draft to owned to published to ended, and never back';
        end if;
        return new;
    end $$;
    create trigger grants_revision_goes_on before update on grants_revision
        for each row execute function grants_revision_goes_on();

    create or replace function grants_request_goes_on() returns trigger language plpgsql as $$
    begin
        if to_jsonb(new) = to_jsonb(old) then return new; end if;
        if old.state not in ('open', 'owned') then
            raise exception 'a decided request stays decided';
        end if;
        return new;
    end $$;
    create trigger grants_request_goes_on before update on grants_request
        for each row execute function grants_request_goes_on();

    create or replace function grants_grant_is_decided() returns trigger language plpgsql as $$
    begin
        if tg_op = 'UPDATE' then
            if old.revoked is not null and to_jsonb(new) <> to_jsonb(old) then
                raise exception 'a revoked grant stays revoked';
            end if;
            return new;
        end if;
        if new.revoked is not null or not exists (
            select 1 from grants_request r where r.id = new.request_id and r.state = 'granted'
              and r.item_id = new.item_id and r.unit_id = new.unit_id and r.purpose = new.purpose
              and new.fields <@ r.fields and new.places <@ r.places and new.since >= r.since and new.until <= r.until
              and new.agreement_id is not distinct from r.agreement_id) then
            raise exception 'a grant goes no further than its granted request';
        end if;
        return new;
    end $$;
    create trigger grants_grant_is_decided before insert or update on grants_grant
        for each row execute function grants_grant_is_decided();

    create or replace function grants_consent_ends_once() returns trigger language plpgsql as $$
    begin
        if old.withdrawn is not null and to_jsonb(new) <> to_jsonb(old) then
            raise exception 'a consent that was taken back stays so; a new one may be given';
        end if;
        return new;
    end $$;
    create trigger grants_consent_ends_once before update on grants_consent
        for each row execute function grants_consent_ends_once();
    """,
    """
    drop trigger grants_consent_ends_once on grants_consent; drop function grants_consent_ends_once();
    drop trigger grants_grant_is_decided on grants_grant; drop function grants_grant_is_decided();
    drop trigger grants_request_goes_on on grants_request; drop function grants_request_goes_on();
    drop trigger grants_revision_goes_on on grants_revision; drop function grants_revision_goes_on();
    """,
)


def only_changes(table: str, *columns: str) -> RunSQL:
    """A migration step: nothing of a row changes but these columns, and none is removed."""
    named = ", ".join(f"'{one}'" for one in columns)
    return RunSQL(
        f"create trigger {table}_only_changes before update or delete on {table}"
        f" for each row execute function grants_only_changes({named});",
        f"drop trigger {table}_only_changes on {table};",
    )
