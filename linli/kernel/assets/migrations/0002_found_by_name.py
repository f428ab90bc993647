# Facilities are found by any part of their name, however many there are.

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from linli.plumbing import search

BATCH = 2_000


def file(apps, _schema_editor):
    """The names there are already."""
    assets = apps.get_model("assets", "Asset")
    batch = []
    for one in assets.objects.only("id", "name").order_by("id").iterator(chunk_size=BATCH):
        one.tokens = search.pieces(one.name)
        batch.append(one)
        if len(batch) == BATCH:
            assets.objects.bulk_update(batch, ["tokens"])
            batch = []
    assets.objects.bulk_update(batch, ["tokens"])


class Migration(migrations.Migration):

    dependencies = [
        ('assets', '0001_assets'),
    ]

    operations = [
        migrations.AddField(
            model_name='asset',
            name='tokens',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), db_comment='internal', db_default=[], default=list, size=None),
        ),
        migrations.RunPython(file, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='asset',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['tokens'], name='asset_tokens'),
        ),
    ]
