"""Clusters (并案): cases about one event, handled once under a lead, each with its own number, clocks and reporter."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.plumbing.classification import INTERNAL


class ClusterMember(models.Model):
    """A case handled together with another one, its lead, from one moment to another.

    ``parked`` are the tasks that were open when it joined: taken apart again, it goes on with them where it stood,
    the time they had run kept. ``ended`` says how it came out: answered, apart, closed, moved to another lead.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)
    lead = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)
    lead_scope = models.IntegerField(db_comment=INTERNAL)
    since = models.DateTimeField(db_comment=INTERNAL)
    until = models.DateTimeField(null=True, db_comment=INTERNAL)
    ended = models.CharField(max_length=12, blank=True, db_comment=INTERNAL)
    parked = ArrayField(models.BigIntegerField(), default=list, db_comment=INTERNAL)

    class Meta:
        db_table = "cases_cluster_member"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(until__isnull=True), name="one_lead_a_case"),
            models.CheckConstraint(condition=~models.Q(case=models.F("lead")), name="nobody_leads_itself"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True, ended="") | models.Q(until__isnull=False, ended__gt=""),
                name="cluster_end_says_how",
            ),
        ]
