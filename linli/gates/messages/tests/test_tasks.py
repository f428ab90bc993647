"""A text message to a reporter: kept without its secret link, sent with it, and sent once."""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import LazySettings

from linli.gates.messages.tasks import send
from linli.kernel.cases.listeners import robot
from linli.kernel.notices import actions as notices
from linli.kernel.notices.actions import Message
from linli.kernel.notices.models import Notice
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.world import World


def test_the_link_that_opens_a_matter_stands_in_no_column(
    world: World, db: None, settings: LazySettings, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    resident = world.residents[0]
    opened = world.an_open_case(reporter=world.a_named())
    link = f"{settings.PUBLIC_URL}/c/{opened.receipt}"
    message = Message(
        "case_opened", "sms", world.community(), opened.subject_id, address=resident.phone, link=link,
        values={"title": "楼道灯不亮", "number": opened.number},
    )  # fmt: skip
    notices.tell_many(fact=1, messages=[message], zone=ZoneInfo("UTC"), by=robot(), now=clock())
    with scope.reading(robot(), now=clock()):
        row = Notice.objects.get(fact=1)
    kept = f"{row.text} {row.link} {bytes(row.address_sealed or b'')!r}"
    assert opened.receipt not in kept
    assert resident.phone not in kept
    send(row.id)
    send(row.id)
    lines = (tmp_path / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    sent = [json.loads(line) for line in lines]
    assert [(one["to"], link in one["text"]) for one in sent] == [(resident.phone, True)]
