import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

from linli.plumbing.walls import wall


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(db_comment="internal", primary_key=True, serialize=False)),
                ("root", models.BigIntegerField(db_comment="internal")),
                ("version", models.SmallIntegerField(db_comment="internal", default=1)),
                ("name", models.CharField(db_comment="internal", max_length=80)),
                ("about", models.CharField(db_comment="internal", max_length=80)),
                ("occasion", models.CharField(db_comment="internal", max_length=20)),
                ("handled", models.TextField(db_comment="internal")),
                ("lawful", models.TextField(db_comment="internal")),
                ("impact", models.TextField(db_comment="internal")),
                ("measures", models.TextField(db_comment="internal")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("go", "may be done"),
                            ("conditions", "with conditions"),
                            ("stop", "must not be done"),
                        ],
                        db_comment="internal",
                        max_length=10,
                    ),
                ),
                ("by_account", models.BigIntegerField(db_comment="internal")),
                ("who", models.CharField(db_comment="internal", max_length=80)),
                ("at", models.DateTimeField(db_comment="internal")),
                ("keep_until", models.DateTimeField(db_comment="internal")),
            ],
            options={
                "db_table": "rights_assessment",
                "indexes": [models.Index(fields=["-at"], name="assessment_newest")],
                "constraints": [models.UniqueConstraint(fields=("root", "version"), name="assessment_version_once")],
            },
        ),
        migrations.CreateModel(
            name="DataCopy",
            fields=[
                ("id", models.BigAutoField(db_comment="internal", primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_comment="personal")),
                ("account_id", models.BigIntegerField(db_comment="personal")),
                ("mark", models.BinaryField(db_comment="secret", max_length=16)),
                ("language", models.CharField(db_comment="internal", default="zh-hans", max_length=10)),
                ("asked", models.DateTimeField(db_comment="personal")),
                ("until", models.DateTimeField(db_comment="personal")),
                ("ready", models.DateTimeField(db_comment="internal", null=True)),
                ("fetched", models.DateTimeField(db_comment="personal", null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("ready", "ready"), ("over", "over")],
                        db_comment="internal",
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("rows", models.IntegerField(db_comment="internal", default=0)),
                ("size", models.IntegerField(db_comment="internal", default=0)),
                ("file", models.CharField(blank=True, db_comment="internal", max_length=32)),
                ("key_sealed", models.BinaryField(db_comment="secret", null=True)),
            ],
            options={
                "db_table": "rights_copy",
                "indexes": [
                    models.Index(fields=["subject_id", "-id"], name="copy_subject"),
                    models.Index(
                        condition=models.Q(("state", "over"), _negated=True), fields=["until"], name="copy_until"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(db_comment="internal", primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_comment="personal")),
                ("account_id", models.BigIntegerField(db_comment="personal")),
                ("person_id", models.BigIntegerField(db_comment="personal", default=0)),
                ("scope_id", models.IntegerField(db_comment="internal")),
                ("with_login", models.BooleanField(db_comment="internal", default=False)),
                ("asked", models.DateTimeField(db_comment="personal")),
                ("due", models.DateTimeField(db_comment="internal")),
                ("words", models.CharField(blank=True, db_comment="personal", max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("taken_back", "taken back"),
                            ("refused", "refused"),
                            ("agreed", "agreed"),
                            ("done", "done"),
                        ],
                        db_comment="internal",
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("plan", models.JSONField(db_comment="internal", default=list)),
                ("decided", models.DateTimeField(db_comment="internal", null=True)),
                ("decided_by", models.BigIntegerField(db_comment="internal", default=0)),
                ("decided_who", models.CharField(blank=True, db_comment="internal", max_length=80)),
                ("reason", models.CharField(blank=True, db_comment="personal", max_length=300)),
                ("done", models.DateTimeField(db_comment="internal", null=True)),
                ("answer", models.JSONField(db_comment="internal", default=list)),
                (
                    "recorded",
                    models.DateTimeField(db_comment="internal", db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "db_table": "rights_erasure",
                "indexes": [
                    models.Index(fields=["scope_id", "state", "asked"], name="erasure_queue"),
                    models.Index(fields=["subject_id", "-id"], name="erasure_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "agreed"])),
                        fields=("subject_id",),
                        name="one_open_erasure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="erasure_refused_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "taken_back"]), ("decided__isnull", False), _connector="OR"
                        ),
                        name="erasure_decided_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NotedLook",
            fields=[
                ("id", models.BigAutoField(db_comment="internal", primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_comment="personal")),
                ("line", models.BigIntegerField(db_comment="internal")),
                ("unit_id", models.BigIntegerField(db_comment="internal", default=0)),
                ("at", models.DateTimeField(db_comment="personal")),
                ("verb", models.CharField(db_comment="internal", max_length=40)),
                ("role", models.CharField(db_comment="internal", max_length=40)),
                ("who", models.CharField(blank=True, db_comment="internal", max_length=80)),
                (
                    "what",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), db_comment="internal", default=list, size=None
                    ),
                ),
                ("reason", models.CharField(blank=True, db_comment="personal", max_length=200)),
            ],
            options={
                "db_table": "rights_look",
                "indexes": [
                    models.Index(fields=["subject_id", "-id"], name="noted_look_subject"),
                    models.Index(fields=["at"], name="noted_look_at"),
                ],
            },
        ),
        wall("rights_look"),
        wall("rights_copy"),
        wall("rights_erasure"),
    ]
