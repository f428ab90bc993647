"""Pack versions and the founding act, with what the database itself refuses."""

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

import linli.plumbing.models_packs

GUARD_VERSION = """
create function plumbing_guard_pack_version() returns trigger language plpgsql as $$
declare
    acting bigint := nullif(current_setting('app.account', true), '')::bigint;
    head record;
begin
    if tg_op = 'DELETE' then
        if old.state = 'published' then
            raise exception 'a published pack version stays: %.% %', old.kind, old.code, old.number
                using errcode = 'check_violation';
        end if;
        return old;
    end if;

    if tg_op = 'INSERT' then
        if new.founded then
            if not exists (select 1 from plumbing_pack_founding f where new.hash = any (f.hashes)) then
                raise exception 'not part of the founding act: %.%', new.kind, new.code
                    using errcode = 'check_violation';
            end if;
        elsif new.state <> 'draft' or new.author is distinct from acting then
            raise exception 'a pack version starts as a draft of the account that acts'
                using errcode = 'check_violation';
        end if;
        return new;
    end if;

    if old.state = 'published' then
        raise exception 'a published pack version stays as it is: %.% %', old.kind, old.code, old.number
            using errcode = 'check_violation';
    end if;
    if (new.id, new.kind, new.code, new.hash, new.base, new.body::text, new.founded, new.author, new.drafted, new.recorded)
        is distinct from
       (old.id, old.kind, old.code, old.hash, old.base, old.body::text, old.founded, old.author, old.drafted, old.recorded)
    then
        raise exception 'a draft is published or thrown away, not rewritten'
            using errcode = 'check_violation';
    end if;
    if new.approver is distinct from acting then
        raise exception 'a pack version is published by the account that acts'
            using errcode = 'check_violation';
    end if;
    select v.hash, v.number into head from plumbing_pack_version v
        where v.kind = new.kind and v.code = new.code and v.state = 'published'
        order by v.number desc limit 1;
    if new.base <> coalesce(head.hash, '') or new.number is distinct from coalesce(head.number, 0) + 1 then
        raise exception 'another version of %.% was published since this draft was made', new.kind, new.code
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger plumbing_guard_pack_version before insert or update or delete on plumbing_pack_version
    for each row execute function plumbing_guard_pack_version();
"""

GUARD_FOUNDING = """
create function plumbing_guard_pack_founding() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        raise exception 'the founding act stays as it is' using errcode = 'check_violation';
    end if;
    if exists (select 1 from plumbing_pack_version v where v.state = 'published') then
        raise exception 'a database that has published packs is not founded again'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger plumbing_guard_pack_founding before insert or update or delete on plumbing_pack_founding
    for each row execute function plumbing_guard_pack_founding();
"""

DROP = """
drop trigger plumbing_guard_pack_version on plumbing_pack_version;
drop function plumbing_guard_pack_version();
drop trigger plumbing_guard_pack_founding on plumbing_pack_founding;
drop function plumbing_guard_pack_founding();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name='PackFounding',
            fields=[
                ('id', models.SmallIntegerField(db_comment='internal', default=1, primary_key=True, serialize=False)),
                ('hashes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), db_comment='public', size=None)),
                ('line', models.BigIntegerField(db_comment='internal')),
                ('at', models.DateTimeField(db_comment='public')),
                ('recorded', models.DateTimeField(db_comment='internal', db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'plumbing_pack_founding',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='pack_founding_once')],
            },
        ),
        migrations.CreateModel(
            name='PackVersion',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('kind', models.CharField(db_comment='public', max_length=40)),
                ('code', models.CharField(db_comment='public', max_length=80)),
                ('number', models.IntegerField(db_comment='public', null=True)),
                ('hash', models.CharField(db_comment='public', max_length=64)),
                ('base', models.CharField(blank=True, db_comment='public', max_length=64)),
                ('body', linli.plumbing.models_packs.OrderedJSON(db_comment='internal')),
                ('effective_from', models.DateTimeField(db_comment='public', null=True)),
                ('effective_until', models.DateTimeField(db_comment='public', null=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], db_comment='internal', default='draft', max_length=10)),
                ('founded', models.BooleanField(db_comment='public', default=False)),
                ('author', models.BigIntegerField(db_comment='internal', null=True)),
                ('approver', models.BigIntegerField(db_comment='internal', null=True)),
                ('drafted', models.DateTimeField(db_comment='internal')),
                ('published', models.DateTimeField(db_comment='public', null=True)),
                ('recorded', models.DateTimeField(db_comment='internal', db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'plumbing_pack_version',
                'indexes': [models.Index(fields=['hash'], name='pack_version_hash'), models.Index(fields=['state', 'kind', 'code'], name='pack_version_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('approver', None), ('author', None), ('base', ''), ('founded', True), ('number', 1), ('state', 'published')), models.Q(('approver', None), ('author__isnull', False), ('founded', False), ('state', 'draft')), models.Q(('approver__isnull', False), ('author__isnull', False), ('founded', False), ('state', 'published'), models.Q(('author', models.F('approver')), _negated=True)), _connector='OR'), name='pack_version_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('number', None), ('published', None), ('state', 'draft')), models.Q(('number__gte', 1), ('published__isnull', False), ('state', 'published')), _connector='OR'), name='pack_version_numbered_when_published'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('founded', True), models.Q(('effective_from__gte', models.F('published')), ('effective_from__isnull', False)), _connector='OR'), name='pack_version_not_before_publishing'), models.CheckConstraint(condition=models.Q(('effective_from', None), ('effective_until', None), ('effective_until__gt', models.F('effective_from')), _connector='OR'), name='pack_version_ends_after_start'), models.UniqueConstraint(fields=('kind', 'code', 'number'), name='pack_version_one_line')],
            },
        ),
        migrations.RunSQL(GUARD_VERSION + GUARD_FOUNDING, DROP),
    ]
