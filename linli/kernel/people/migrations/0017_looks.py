"""Looks behind masks are rows of their own: for how long, because of what, who agreed, who reviewed them."""

from django.db import migrations, models
from django.db.models.functions.datetime import Now

from linli.plumbing.walls import wall


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0016_bodies_by_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(db_comment="internal", primary_key=True, serialize=False)),
                ("kind", models.CharField(db_comment="internal", max_length=10)),
                ("record", models.BigIntegerField(db_comment="internal")),
                ("subject_id", models.BigIntegerField(db_comment="personal", null=True)),
                ("scope_id", models.IntegerField(db_comment="internal")),
                ("account", models.BigIntegerField(db_comment="internal")),
                ("role", models.CharField(db_comment="internal", max_length=20)),
                ("unit_id", models.BigIntegerField(db_comment="internal")),
                ("who", models.CharField(db_comment="internal", max_length=80)),
                ("what", models.CharField(db_comment="internal", max_length=60)),
                ("reason", models.TextField(db_comment="personal")),
                ("case_id", models.BigIntegerField(db_comment="internal", null=True)),
                ("line", models.BigIntegerField(db_comment="internal")),
                ("at", models.DateTimeField(db_comment="internal")),
                ("recorded", models.DateTimeField(db_comment="internal", db_default=Now())),
                ("state", models.CharField(db_comment="internal", max_length=8)),
                ("until", models.DateTimeField(db_comment="internal", null=True)),
                ("urgent", models.BooleanField(db_comment="internal")),
                ("agreed", models.DateTimeField(db_comment="internal", null=True)),
                ("agreed_by", models.BigIntegerField(db_comment="internal", null=True)),
                ("agreed_who", models.CharField(blank=True, db_comment="internal", max_length=80)),
                ("review_due", models.DateTimeField(db_comment="internal", null=True)),
                ("reviewed", models.DateTimeField(db_comment="internal", null=True)),
                ("reviewed_by", models.BigIntegerField(db_comment="internal", null=True)),
                ("reviewed_who", models.CharField(blank=True, db_comment="internal", max_length=80)),
                ("fit", models.BooleanField(db_comment="internal", null=True)),
                ("remark", models.TextField(blank=True, db_comment="personal")),
            ],
            options={
                "db_table": "people_look",
                "indexes": [
                    models.Index(fields=["account", "at"], name="look_account"),
                    models.Index(fields=["subject_id", "at"], name="look_subject"),
                    models.Index(fields=["scope_id", "at"], name="look_scope"),
                    models.Index(condition=models.Q(("state", "waiting")), fields=["at"], name="look_waiting"),
                    models.Index(
                        condition=models.Q(("review_due__isnull", False), ("reviewed__isnull", True)),
                        fields=["review_due"],
                        name="look_to_review",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="look_reason"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "waiting", "refused"])), name="look_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by__isnull", True),
                            models.Q(("agreed_by", models.F("account")), _negated=True),
                            _connector="OR",
                        ),
                        name="look_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by__isnull", True),
                            models.Q(("reviewed_by", models.F("account")), _negated=True),
                            _connector="OR",
                        ),
                        name="look_reviewer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("urgent", False), ("review_due__isnull", False), _connector="OR"),
                        name="look_urgent_is_reviewed",
                    ),
                ],
            },
        ),
        wall("people_look"),
    ]
