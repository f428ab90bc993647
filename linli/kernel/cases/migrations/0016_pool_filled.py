"""The matters that are open already come into the event pool, in small batches: nobody waits for all of them.

From 0015 on the database keeps the pool by itself. A batch holds its cases until it is written, so that none that is
closed meanwhile comes back; what stands in the pool already is newer and stays.
"""

from django.db import migrations

BATCH = 2_000
# The owner may look at what it owns, and may not any more when it ends.
SHUT = "drop policy if exists owner_fills on cases_case"
OPEN = "create policy owner_fills on cases_case to current_user using (true)"
_LAST = "select id from cases_case where closed is null and id > %s order by id offset %s limit 1"
_FILL = """
insert into cases_pool_entry
    (case_id, scope_id, area_id, item, lamp, due, lon, lat, cell, about_unit, about_account)
select id, scope_id, area_id, item, lamp, due, lon, lat, cell, about_unit, about_account
from cases_case where closed is null and id > %s and id <= %s for share
on conflict (case_id) do nothing
"""
_END = 2**63 - 1
COUNT = "analyze cases_task (about_unit, about_account); analyze cases_pool_entry"


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(SHUT)
        cursor.execute(OPEN)
        try:
            begun = 0
            while begun < _END:
                begun = batch(cursor, begun)
        finally:
            cursor.execute(SHUT)
        for statement in COUNT.split(";"):
            cursor.execute(statement)


def batch(cursor, begun):
    """Put one in; the last case of it."""
    cursor.execute(_LAST, [begun, BATCH - 1])
    row = cursor.fetchone()
    last = row[0] if row else _END
    cursor.execute(_FILL, [begun, last])
    return last


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("cases", "0015_pool_entry")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
