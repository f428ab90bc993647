# A mandate is offered by a code: so nobody has to be looked up to be given one.

from django.db import migrations, models

from linli.plumbing.walls import wall

TAKING = """
create policy owner_finds on people_mandate_offer for select to current_user using (true);
create policy owner_ends on people_mandate_offer for update to current_user using (true) with check (true);
create policy owner_adds on people_mandate for insert to current_user with check (true);
create function people_take_mandate(wanted bytea, new_id bigint, taker bigint, at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare offer public.people_mandate_offer;
begin
    update public.people_mandate_offer o set taken = at
        where o.code_blind = wanted and o.taken is null and o.until > at and o.ends > at and o.subject_id <> taker
        returning o.* into offer;
    if offer.id is null then return false; end if;
    insert into public.people_mandate (id, subject_id, taker_subject_id, purpose, since, until)
        values (new_id, offer.subject_id, taker, offer.purpose, at, offer.ends);
    return true;
end $$;
revoke all on function people_take_mandate(bytea, bigint, bigint, timestamptz) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'linli_public') then
    grant execute on function people_take_mandate(bytea, bigint, bigint, timestamptz) to linli_public;
  end if;
end $$;
"""
GONE = """
drop function people_take_mandate(bytea, bigint, bigint, timestamptz);
drop policy owner_finds on people_mandate_offer;
drop policy owner_ends on people_mandate_offer;
drop policy owner_adds on people_mandate;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0021_levels'),
    ]

    operations = [
        migrations.CreateModel(
            name='MandateOffer',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('subject_id', models.BigIntegerField(db_comment='personal')),
                ('code_blind', models.BinaryField(db_comment='secret', max_length=16, unique=True)),
                ('purpose', models.CharField(db_comment='personal', max_length=60)),
                ('ends', models.DateTimeField(db_comment='personal')),
                ('until', models.DateTimeField(db_comment='internal')),
                ('taken', models.DateTimeField(db_comment='personal', null=True)),
            ],
            options={
                'db_table': 'people_mandate_offer',
                'indexes': [models.Index(fields=['subject_id'], name='mandate_offer_giver')],
            },
        ),
        wall('people_mandate_offer'),
        migrations.RunSQL(TAKING, GONE),
    ]
