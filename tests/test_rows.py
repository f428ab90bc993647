"""A question by key whose SQL is written once gives what the ORM gives, field by field."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.db import models

from linli.kernel.cases.models import Case, Event, EventBody, Task
from linli.plumbing import rows
from tests.surfaces import as_login
from tests.world import World


def same(one: models.Model, other: models.Model) -> bool:
    """Every column, with its type: a dict is a dict, a moment has its zone."""
    names = [field.attname for field in one._meta.concrete_fields]
    return all(repr(getattr(one, name)) == repr(getattr(other, name)) for name in names)


def test_rows_are_what_the_orm_reads(world: World, db: None) -> None:
    opened = world.an_open_case(until="accept")
    with as_login(""):
        for model, order in ((Case, "id"), (Task, "id"), (EventBody, "event_id")):
            read: list[models.Model] = rows.read(model, f"order by t.{order}")
            known = list(model._base_manager.order_by(order))
            assert len(read) == len(known) > 0
            assert all(same(one, other) for one, other in zip(read, known, strict=True))
        events = rows.read_pairs(
            Event, EventBody, on="o.event_id = t.id", tail="where t.case_id = %s order by t.id", values=[opened.case_id]
        )
        known_events = list(Event.objects.filter(case_id=opened.case_id).select_related("body").order_by("id"))
        for (event, body), known_event in zip(events, known_events, strict=True):
            assert body is not None
            assert same(event, known_event)
            assert same(body, known_event.body)


@pytest.mark.django_db
def test_a_column_is_added_and_what_is_not_there_is_none() -> None:
    Session.objects.create(session_key="desk-1", session_data="", expire_date="2030-01-01T00:00:00Z")
    with as_login(""):
        found = rows.read(Session, "where t.session_key = %s", ["desk-1"], also={"long": "length(t.session_key)"})
        assert [vars(one)["long"] for one in found] == [6]
        [(_session, body)] = rows.read_pairs(
            Session, EventBody, on="o.event_id = 0", tail="where t.session_key = %s", values=["desk-1"]
        )
    assert body is None
