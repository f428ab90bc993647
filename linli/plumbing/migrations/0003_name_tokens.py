import django.contrib.postgres.fields
from django.db import migrations, models

from linli.plumbing.walls import wall

# The tokens of persons move into the rows they share; a keyed hash of eight bytes is the same number of 64 bits.
MOVED = """
alter table plumbing_search_token no force row level security;
alter table plumbing_name_token no force row level security;
insert into plumbing_name_token (token, scope_id, record, more)
    select token, scope_id, records[1], nullif(records[2:], '{}') from (
        select token, scope_id, array_agg(record order by record) as records from (
            select token, scope_id, record,
                   (row_number() over (partition by token, scope_id order by record) - 1) / 100 as part
            from (select distinct ('x' || encode(token, 'hex'))::bit(64)::bigint as token, scope_id, record
                  from plumbing_search_token where kind = 'person') as filed
        ) as parted group by token, scope_id, part
    ) as together;
delete from plumbing_search_token where kind = 'person';
alter table plumbing_search_token force row level security;
alter table plumbing_name_token force row level security;
"""
BACK = """
alter table plumbing_search_token no force row level security;
alter table plumbing_name_token no force row level security;
insert into plumbing_search_token (scope_id, kind, token, record)
    select scope_id, 'person', int8send(token), unnest(record || more) from plumbing_name_token;
alter table plumbing_search_token force row level security;
alter table plumbing_name_token force row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("plumbing", "0002_technical")]

    operations = [
        migrations.CreateModel(
            name="NameToken",
            fields=[
                ("pk", models.CompositePrimaryKey("token", "scope_id", "record", blank=True, editable=False,
                                                  primary_key=True, serialize=False)),
                ("token", models.BigIntegerField(db_comment="personal")),
                ("scope_id", models.IntegerField(db_comment="internal")),
                ("record", models.BigIntegerField(db_comment="internal")),
                ("more", django.contrib.postgres.fields.ArrayField(
                    base_field=models.BigIntegerField(), db_comment="internal", null=True, size=None)),
            ],
            options={"db_table": "plumbing_name_token"},
        ),
        wall("plumbing_name_token"),
        migrations.RunSQL(MOVED, BACK),
    ]
