"""Tables everybody may read: their versions, which stay, and the true counts they rest on, which nobody reads."""

import django.db.models.deletion
from django.db import migrations, models

from linli.plumbing.walls import append_only, wall


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0003_topics"),
    ]

    operations = [
        migrations.CreateModel(
            name="CubeVersion",
            fields=[
                ("id", models.BigAutoField(db_comment="public", primary_key=True, serialize=False)),
                ("cube", models.CharField(db_comment="public", max_length=80)),
                ("span", models.CharField(db_comment="public", max_length=5)),
                ("since", models.DateField(db_comment="public")),
                ("number", models.SmallIntegerField(db_comment="public")),
                ("pack_version", models.BigIntegerField(db_comment="public")),
                ("body", models.JSONField(db_comment="public")),
                ("digest", models.CharField(db_comment="public", max_length=64)),
                ("published", models.DateTimeField(db_comment="public")),
            ],
            options={
                "db_table": "indicators_cube_version",
                "constraints": [
                    models.UniqueConstraint(fields=("cube", "span", "since", "number"), name="cube_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CubeBasis",
            fields=[
                ("id", models.BigAutoField(db_comment="internal", primary_key=True, serialize=False)),
                ("scope_id", models.IntegerField(db_comment="internal")),
                ("place", models.IntegerField(db_comment="internal")),
                ("counts", models.JSONField(db_comment="personal")),
                (
                    "version",
                    models.ForeignKey(
                        db_comment="internal",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.cubeversion",
                    ),
                ),
            ],
            options={
                "db_table": "indicators_cube_basis",
                "indexes": [models.Index(fields=["scope_id"], name="cube_basis_scope")],
                "constraints": [models.UniqueConstraint(fields=("version", "place"), name="cube_basis_once")],
            },
        ),
        append_only("indicators_cube_version"),
        append_only("indicators_cube_basis"),
        wall("indicators_cube_basis"),
    ]
