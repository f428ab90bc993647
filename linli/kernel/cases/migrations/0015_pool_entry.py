# The event pool as a table under the wall of the matter's place, kept by the database as the cases are. What is open
# already comes in 0016, a few at a time: here the table of cases is shut for as long as it takes to say it.

from django.db import migrations, models

from linli.plumbing.walls import wall

# Whoever moves a case may not see the community its matter lies in, so the row is written by the owner of the tables.
KEEPS = """
create policy owner_keeps on cases_pool_entry to current_user using (true) with check (true);

create function cases_pool_follows() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
    if new.closed is not null then
        delete from public.cases_pool_entry where case_id = new.id;
        return null;
    end if;
    insert into public.cases_pool_entry as e
        (case_id, scope_id, area_id, item, lamp, due, lon, lat, cell, about_unit, about_account)
    values (new.id, new.scope_id, new.area_id, new.item, new.lamp, new.due, new.lon, new.lat, new.cell,
            new.about_unit, new.about_account)
    on conflict (case_id) do update set
        scope_id = excluded.scope_id, area_id = excluded.area_id, item = excluded.item, lamp = excluded.lamp,
        due = excluded.due, lon = excluded.lon, lat = excluded.lat, cell = excluded.cell,
        about_unit = excluded.about_unit, about_account = excluded.about_account;
    return null;
end $$;
revoke all on function cases_pool_follows() from public;

create trigger cases_pool_begins after insert on cases_case for each row when (new.closed is null)
    execute function cases_pool_follows();
create trigger cases_pool_follows after update on cases_case for each row
    when ((old.closed is null) is distinct from (new.closed is null) or (new.closed is null and
        (old.scope_id, old.area_id, old.item, old.lamp, old.due, old.lon, old.lat, old.cell, old.about_unit,
         old.about_account)
        is distinct from
        (new.scope_id, new.area_id, new.item, new.lamp, new.due, new.lon, new.lat, new.cell, new.about_unit,
         new.about_account)))
    execute function cases_pool_follows();
"""
# Almost no matter is about a unit or somebody of it. Told nothing else, the planner takes "not about this one" for
# hardly any row, where it does not know yet which one (the wall asks once a statement).
MANY = """
alter table cases_task alter column about_unit set (n_distinct = 1000);
alter table cases_task alter column about_account set (n_distinct = 1000);
alter table cases_pool_entry alter column about_unit set (n_distinct = 1000);
alter table cases_pool_entry alter column about_account set (n_distinct = 1000);
"""
AS_COUNTED = """
alter table cases_task alter column about_unit reset (n_distinct);
alter table cases_task alter column about_account reset (n_distinct);
"""
NO_LONGER = """
drop trigger cases_pool_follows on cases_case;
drop trigger cases_pool_begins on cases_case;
drop function cases_pool_follows();
drop policy owner_keeps on cases_pool_entry;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_supervised_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='PoolEntry',
            fields=[
                ('case_id', models.BigIntegerField(db_comment='internal', primary_key=True, serialize=False)),
                ('scope_id', models.IntegerField(db_comment='internal')),
                ('area_id', models.IntegerField(db_comment='internal', null=True)),
                ('item', models.CharField(db_comment='internal', max_length=60)),
                ('lamp', models.SmallIntegerField(choices=[(0, 'paused'), (1, 'green'), (2, 'amber'), (3, 'red'), (4, 'black')], db_comment='internal')),
                ('due', models.DateTimeField(db_comment='internal', null=True)),
                ('lon', models.FloatField(db_comment='personal', null=True)),
                ('lat', models.FloatField(db_comment='personal', null=True)),
                ('cell', models.BigIntegerField(db_comment='internal', null=True)),
                ('about_unit', models.BigIntegerField(db_comment='personal')),
                ('about_account', models.BigIntegerField(db_comment='personal')),
            ],
            options={
                'db_table': 'cases_pool_entry',
                'indexes': [models.Index(fields=['scope_id', '-lamp', 'due', 'case_id'], name='pool_scope'), models.Index(fields=['-lamp', 'due', 'case_id'], name='pool_city'), models.Index(fields=['cell'], name='pool_cell')],
            },
        ),
        wall('cases_pool_entry'),
        migrations.RunSQL(KEEPS, NO_LONGER),
        migrations.RunSQL(MANY, AS_COUNTED),
        migrations.RemoveIndex(model_name='case', name='case_pool'),
    ]
