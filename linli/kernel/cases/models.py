"""Cases: one matter that somebody must see through, whoever brought it and whatever it is about.

A task is a token of the flow, so every queue is a plain indexed query, and the tasks of a case are the rows
through which staff may see it. Events are the only source of history and clocks.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from linli.kernel.places.models import Place
from linli.plumbing.classification import INTERNAL, PERSONAL, PUBLIC, SECRET


class Lamp(models.IntegerChoices):
    """How a clock stands (design guide §5). The order is the order of urgency."""

    PAUSED = 0, "paused"
    GREEN = 1, "green"
    AMBER = 2, "amber"
    RED = 3, "red"
    BLACK = 4, "black"


class Case(models.Model):
    """One matter from report to rated answer. ``scope_id`` is the smallest division that is known.

    ``item_since`` is when somebody put the item right, empty where it was right from the start.
    ``step`` is where the main line stands; while several units are at work that is the fork. ``scopes`` are the
    divisions whose desks hold or held a task, so that who moves the case may count all its open parts.
    ``first_task_id`` is the task of the first receiver, ``returns`` how often a unit gave the case back, and
    ``bound`` says that a coordinator has decided whose it is. ``parent`` is the case this one was
    opened for, and ``awaited`` says that it cannot be answered before this one is closed;
    ``waits`` counts the open cases of that kind under this one.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    number = models.CharField(max_length=24, unique=True, db_comment=PERSONAL)
    item = models.CharField(max_length=60, db_comment=INTERNAL)
    item_version = models.BigIntegerField(db_comment=INTERNAL)
    flow_version = models.BigIntegerField(db_comment=INTERNAL)
    item_since = models.DateTimeField(null=True, db_comment=INTERNAL)
    subject_id = models.BigIntegerField(db_comment=PERSONAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+", db_comment=PERSONAL)
    area_id = models.IntegerField(null=True, db_comment=INTERNAL)
    where = models.CharField(max_length=200, blank=True, db_comment=PERSONAL)
    lon = models.FloatField(null=True, db_comment=PERSONAL)
    lat = models.FloatField(null=True, db_comment=PERSONAL)
    cell = models.BigIntegerField(null=True, db_comment=INTERNAL)
    channel = models.CharField(max_length=20, db_comment=INTERNAL)
    title = models.CharField(max_length=120, db_comment=PERSONAL)
    text = models.TextField(db_comment=PERSONAL)
    confidential = models.BooleanField(default=False, db_comment=INTERNAL)
    secret = models.BooleanField(default=False, db_default=False, db_comment=INTERNAL)
    about_unit = models.BigIntegerField(default=0, db_default=0, db_comment=PERSONAL)
    about_account = models.BigIntegerField(default=0, db_default=0, db_comment=PERSONAL)
    at = models.DateTimeField(db_comment=PERSONAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)
    closed = models.DateTimeField(null=True, db_comment=INTERNAL)
    answered = models.DateTimeField(null=True, db_comment=INTERNAL)  # when the answer came that stands
    outcome = models.CharField(max_length=20, blank=True, db_comment=INTERNAL)
    answer = models.TextField(blank=True, db_comment=PERSONAL)
    step = models.CharField(max_length=40, db_comment=INTERNAL)
    lamp = models.SmallIntegerField(choices=Lamp.choices, default=Lamp.GREEN, db_comment=INTERNAL)
    due = models.DateTimeField(null=True, db_comment=INTERNAL)
    supervised = models.DateTimeField(null=True, db_comment=INTERNAL)
    reopened = models.SmallIntegerField(default=0, db_comment=INTERNAL)
    handovers = models.SmallIntegerField(default=0, db_comment=INTERNAL)
    returns = models.SmallIntegerField(default=0, db_comment=INTERNAL)
    bound = models.BooleanField(default=False, db_comment=INTERNAL)
    first_task_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    forks = models.SmallIntegerField(default=0, db_comment=INTERNAL)
    scopes = ArrayField(models.IntegerField(), default=list, db_comment=INTERNAL)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL
    )
    awaited = models.BooleanField(default=False, db_comment=INTERNAL)
    waits = models.SmallIntegerField(default=0, db_comment=INTERNAL)
    lead_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    leads = models.SmallIntegerField(default=0, db_comment=INTERNAL)
    people = models.SmallIntegerField(default=1, db_comment=INTERNAL)

    class Meta:
        db_table = "cases_case"
        indexes = [
            models.Index(fields=["parent"], condition=models.Q(parent__isnull=False), name="case_parent"),
            models.Index(fields=["subject_id", "id"], name="case_subject"),
            models.Index(fields=["cell", "item"], name="case_near"),
        ]


class Task(models.Model):
    """One open or finished step of a case, and the link that lets its unit see the case.

    The first task carries the scope of the matter's place, later ones the holding unit's. Title, place, channel and
    day are repeated so that an inbox is read and sifted from one table. ``taken_by`` is the post of the colleague
    who said "this one is mine"; nobody has to, and the others of the unit may act on it all the same.

    ``branch`` is empty on the main line, whose holder leads; else it names the part of the ``fork``-th fork of the
    case that this task belongs to, and ``brief`` says what is asked of it. ``first`` marks the first receiver's task
    as long as the case is open.
    ``case_lamp`` is the lamp of the promise, ``supervised`` the day an order of supervision names. Whom the matter
    is about (``about_unit``, ``about_account``, 0 for nobody) never sees it.
    ``route`` is the rule that brought it here.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL)
    subject_id = models.BigIntegerField(db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    area_id = models.IntegerField(null=True, db_comment=INTERNAL)
    step = models.CharField(max_length=40, db_comment=INTERNAL)
    branch = models.CharField(max_length=60, blank=True, db_comment=INTERNAL)
    fork = models.SmallIntegerField(default=0, db_comment=INTERNAL)
    brief = models.CharField(max_length=300, blank=True, db_comment=PERSONAL)
    first = models.BooleanField(default=False, db_comment=INTERNAL)
    role = models.CharField(max_length=40, db_comment=INTERNAL)
    unit_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    unit_name = models.CharField(max_length=120, blank=True, db_comment=INTERNAL)
    item = models.CharField(max_length=60, db_comment=INTERNAL)
    number = models.CharField(max_length=24, db_comment=PERSONAL)
    title = models.CharField(max_length=120, db_comment=PERSONAL)
    where = models.CharField(max_length=200, blank=True, db_comment=PERSONAL)
    community_id = models.IntegerField(null=True, db_comment=INTERNAL)
    grid_id = models.IntegerField(null=True, db_comment=INTERNAL)
    channel = models.CharField(max_length=20, blank=True, db_comment=INTERNAL)
    reported = models.DateTimeField(null=True, db_comment=PERSONAL)
    taken_by = models.BigIntegerField(null=True, db_comment=INTERNAL)
    taken_name = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    opened = models.DateTimeField(db_comment=INTERNAL)
    done = models.DateTimeField(null=True, db_comment=INTERNAL)
    action = models.CharField(max_length=40, blank=True, db_comment=INTERNAL)
    limit = models.CharField(max_length=40, blank=True, db_comment=INTERNAL)
    due = models.DateTimeField(null=True, db_comment=INTERNAL)
    turns = models.DateTimeField(null=True, db_comment=INTERNAL)
    lamp = models.SmallIntegerField(choices=Lamp.choices, default=Lamp.GREEN, db_comment=INTERNAL)
    case_lamp = models.SmallIntegerField(
        choices=Lamp.choices, default=Lamp.GREEN, db_default=Lamp.GREEN, db_comment=INTERNAL
    )
    supervised = models.DateTimeField(null=True, db_comment=INTERNAL)
    about_unit = models.BigIntegerField(default=0, db_default=0, db_comment=PERSONAL)
    about_account = models.BigIntegerField(default=0, db_default=0, db_comment=PERSONAL)
    route = models.CharField(max_length=80, blank=True, default="", db_default="", db_comment=INTERNAL)

    class Meta:
        db_table = "cases_task"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "branch"], condition=models.Q(done__isnull=True), name="one_token_a_branch"
            )
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="task_case"),
            models.Index(fields=["subject_id"], name="task_subject"),
            models.Index(
                fields=["scope_id", "role", "-lamp", "due", "id"],
                condition=models.Q(done__isnull=True),
                name="task_inbox",
            ),
            models.Index(
                fields=["role", "-lamp", "due", "id"],
                condition=models.Q(done__isnull=True),
                name="task_inbox_city",
            ),
            models.Index(
                fields=["area_id", "-lamp", "due", "id"],
                condition=models.Q(done__isnull=True),
                name="task_inbox_area",
            ),
            models.Index(
                fields=["scope_id", "-lamp", "due", "id"],
                condition=models.Q(done__isnull=True, step="place"),
                name="task_unplaced",
            ),
            models.Index(fields=["turns"], condition=models.Q(done__isnull=True), name="task_turns"),
            models.Index(
                fields=["taken_by", "-lamp", "due", "id"],
                condition=models.Q(done__isnull=True, taken_by__isnull=False),
                name="task_taken",
            ),
            models.Index(fields=["scope_id", "role", "id"], condition=models.Q(first=True), name="task_first"),
            models.Index(
                fields=["scope_id", "role"],
                condition=models.Q(done__isnull=True, supervised__isnull=False),
                name="task_supervised",
            ),
            # A desk that has done nothing yet need not look through all that others have.
            models.Index(fields=["role", "id"], condition=models.Q(done__isnull=False), name="task_done"),
        ]


class Event(models.Model):
    """One thing that happened to a case. Append-only; its words stand apart so that they can be erased."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL)
    verb = models.CharField(max_length=40, db_comment=INTERNAL)
    step = models.CharField(max_length=40, db_comment=INTERNAL)
    to_step = models.CharField(max_length=40, blank=True, db_comment=INTERNAL)
    task_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)
    actor = models.BigIntegerField(db_comment=PERSONAL)
    role = models.CharField(max_length=40, db_comment=INTERNAL)
    who = models.CharField(max_length=80, db_comment=INTERNAL)
    unit_name = models.CharField(max_length=120, blank=True, db_comment=INTERNAL)
    shown = models.BooleanField(default=True, db_comment=INTERNAL)
    line = models.BigIntegerField(db_comment=INTERNAL)
    salt = models.BinaryField(max_length=16, db_comment=SECRET)
    digest = models.BinaryField(max_length=32, db_comment=INTERNAL)

    class Meta:
        db_table = "cases_event"
        indexes = [models.Index(fields=["case", "id"], name="event_case")]


class EventBody(models.Model):
    """The words and figures of an event: what was said, which photos, which limit, why a pause."""

    event = models.OneToOneField(
        Event, primary_key=True, on_delete=models.PROTECT, related_name="body", db_comment=INTERNAL
    )
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    text = models.TextField(blank=True, db_comment=PERSONAL)
    data = models.JSONField(default=dict, db_comment=PERSONAL)
    papers = ArrayField(models.BigIntegerField(), default=list, db_comment=PERSONAL)

    class Meta:
        db_table = "cases_event_body"


class Clock(models.Model):
    """A clock of a case as last computed from its events: contact, dispatch, promised, statutory, supervision.

    The resident's own clock needs no row: it runs from ``Case.at`` and never stops.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL)
    kind = models.CharField(max_length=12, db_comment=INTERNAL)
    limit = models.CharField(max_length=40, db_comment=PUBLIC)
    started = models.DateTimeField(db_comment=INTERNAL)
    stopped = models.DateTimeField(null=True, db_comment=INTERNAL)
    due = models.DateTimeField(null=True, db_comment=INTERNAL)
    turns = models.DateTimeField(null=True, db_comment=INTERNAL)
    lamp = models.SmallIntegerField(choices=Lamp.choices, default=Lamp.GREEN, db_comment=INTERNAL)
    paused = models.BooleanField(default=False, db_comment=INTERNAL)
    reason = models.CharField(max_length=40, blank=True, db_comment=INTERNAL)
    resumes = models.DateTimeField(null=True, db_comment=INTERNAL)
    provisional = models.BooleanField(default=False, db_comment=INTERNAL)

    class Meta:
        db_table = "cases_clock"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=models.Q(stopped__isnull=True), name="one_running_clock"
            )
        ]
        indexes = [
            models.Index(fields=["case"], name="clock_case"),
            models.Index(fields=["turns"], condition=models.Q(stopped__isnull=True), name="clock_turns"),
        ]


class Handover(models.Model):
    """A case given from one unit to the next; nobody can refuse one without naming the next owner.

    ``owns`` says that the next desk answers for the matter from then on, wherever the flow says ``owner``.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL)
    from_unit = models.BigIntegerField(null=True, db_comment=INTERNAL)
    to_unit = models.BigIntegerField(db_comment=INTERNAL)
    from_role = models.CharField(max_length=40, db_comment=INTERNAL)
    to_role = models.CharField(max_length=40, db_comment=INTERNAL)
    to_name = models.CharField(max_length=120, blank=True, db_comment=INTERNAL)
    to_scope = models.IntegerField(null=True, db_comment=INTERNAL)
    to_area = models.IntegerField(null=True, db_comment=INTERNAL)
    owns = models.BooleanField(default=False, db_comment=INTERNAL)
    reason = models.TextField(db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)

    class Meta:
        db_table = "cases_handover"
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="handover_reason")]
        indexes = [models.Index(fields=["case"], name="handover_case")]


from linli.kernel.cases import models_calls as models_calls  # noqa: E402  calls to the hotline
from linli.kernel.cases import models_learning as models_learning  # noqa: E402  what the cases teach
from linli.kernel.cases import models_oversight as models_oversight  # noqa: E402  they point back at a case
from linli.kernel.cases.models_clusters import ClusterMember  # noqa: E402, F401
from linli.kernel.cases.models_origins import Origin as Origin  # noqa: E402
from linli.kernel.cases.models_pool import PoolEntry as PoolEntry  # noqa: E402  kept by the database
