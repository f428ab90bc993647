"""Salts of lines that stand already move beside their payloads; their digests are over salt and payload alone, as from now on.

In small batches: for each the owner may look at what it owns and set digests anew, and may not any more when it ends.
"""

from django.db import migrations, transaction

BATCH = 2_000
OPEN = """
alter table journal_line no force row level security; alter table journal_payload no force row level security;
alter table journal_line disable trigger journal_line_append_only;
"""
SHUT = """
alter table journal_line force row level security; alter table journal_payload force row level security;
alter table journal_line enable trigger journal_line_append_only;
"""
_HELD = """
select p.line_id, l.salt, p.body::text from journal_payload p join journal_line l on l.id = p.line_id
where l.salt is not null and p.line_id > %s order by p.line_id limit %s
"""
_MOVE = """
update journal_payload p set salt = t.salt from unnest(%s::bigint[], %s::bytea[]) as t (id, salt) where p.line_id = t.id
"""
_SET = """
update journal_line l set digest = t.digest, salt = null
from unnest(%s::bigint[], %s::bytea[]) as t (id, digest) where l.id = t.id
"""


def move(apps, schema_editor):
    last = 0
    while last is not None:
        with transaction.atomic():
            last = batch(schema_editor.connection, last)


def batch(connection, last):
    """Move one; the last line of it, or None where nothing is left."""
    from linli.kernel.journal import leaves

    with connection.cursor() as cursor:
        cursor.execute(OPEN)
        cursor.execute(_HELD, [last, BATCH])
        rows = [(line, bytes(salt), body) for line, salt, body in cursor.fetchall()]
        if rows:
            lines, salts = [row[0] for row in rows], [row[1] for row in rows]
            digests = [leaves.digest(salt, leaves.canonical(body)) for _line, salt, body in rows]
            cursor.execute(_MOVE, [lines, salts])
            cursor.execute(_SET, [lines, digests])
        cursor.execute(SHUT)
    return rows[-1][0] if rows else None


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("journal", "0003_looks")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
