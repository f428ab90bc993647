"""Copies of cases: as many as were asked for, all of them over, and the city goes on beside them."""

from __future__ import annotations

import pytest
from django.db import connection

from linli.kernel.cases.models import Case, Clock, Event, Task
from linli.kernel.people.models import Subject
from linli.kernel.publications.models import PublicFace
from linli.main.bench import copies
from tests.world import World

pytestmark = pytest.mark.django_db
EVERY = (Case, Task, Clock, Event, Subject, PublicFace)


def counted() -> list[int]:
    return [one.objects.count() for one in EVERY]


def test_copies_are_whole_over_and_in_nobodys_way(world: World) -> None:
    for _one in range(3):
        world.an_open_case()
    behind = Subject.objects.exclude(id__in=Case.objects.values("subject_id")).count()
    before, waiting = counted(), Task.objects.filter(done__isnull=True).count()
    originals = set(Case.objects.values_list("id", flat=True))
    connection.connection.execute("set role none")
    copies.copy_cases(connection.connection, 4, copies.WHOLE)
    wanted = [5 * count for count in before]
    wanted[4] -= 4 * behind
    assert counted() == wanted
    assert Task.objects.filter(done__isnull=True).count() == waiting
    made = Case.objects.exclude(id__in=originals)
    assert made.filter(closed__isnull=True).count() == 0
    firsts = Task.objects.filter(id__in=made.values("first_task_id"))
    assert dict(firsts.values_list("case_id", "id")) == dict(made.values_list("id", "first_task_id"))
    assert not Task.objects.filter(case__in=made, first=True).exists()  # marked only while the case is open
    assert set(PublicFace.objects.exclude(case_id__in=originals).values_list("state", flat=True)) == {"closed"}
    opened = world.an_open_case()
    assert opened.case_id not in originals
