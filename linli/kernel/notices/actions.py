"""Telling people: writing notices, sending those that leave the house, marking them read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from linli.kernel.journal import actions as journal
from linli.kernel.notices.facts import NoticeTold
from linli.kernel.notices.models import Notice
from linli.kernel.notices.packs import QuietHours, filled, for_app
from linli.kernel.notices.templates import template
from linli.plumbing import crypto, facts, ids, jobs, pack_catalogue, scope
from linli.plumbing.scope import Hat

SEND_TASK, QUEUE = "messages.send", "messages"
TRIES = 80  # with pauses of up to an hour: three days
LINK = "{link}"  # where the link belongs in the kept words of a message


@dataclass(frozen=True, slots=True)
class Message:
    """One message to be told: for a subject (a reporter) or an account (a member of staff)."""

    template: str
    channel: str  # "app", "sms" or "mail"
    scope_id: int
    subject_id: int | None = None
    account_id: int | None = None
    case_id: int | None = None
    address: str = ""
    link: str = ""
    language: str = "zh-hans"
    values: dict[str, str] = field(default_factory=dict)


def tell_many(*, fact: int, messages: Sequence[Message], zone: ZoneInfo, by: Hat, now: datetime) -> int:
    """Write the messages a fact leads to; returns how many are new.

    Telling again what was told already does nothing.
    """
    if not messages:
        return 0
    with scope.writing(by, now=now):
        told = list(Notice.objects.filter(fact=fact).values_list("template", "channel", "subject_id", "account_id"))
        fresh = [one for one in messages if (one.template, one.channel, one.subject_id, one.account_id) not in told]
        quiet = _quiet_until(now, zone) if any(one.channel == "sms" for one in fresh) else None
        notices = [_notice(fact, one, quiet=quiet, now=now) for one in fresh]
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        for notice in notices:
            if notice.channel != "app":
                jobs.defer(SEND_TASK, queue=QUEUE, at=notice.not_before, notice=notice.id)
        if notices:
            count = {"count": len(notices)}
            line = journal.append(verb="notice.tell", kind="fact", record=fact, by=by, at=now, payload=count)
            facts.tell_many([_fact(one) for one in notices if one.channel == "app"], line=line, by=by, at=now)
        return len(notices)


def _fact(notice: Notice) -> NoticeTold:
    return NoticeTold(notice.id, notice.account_id or 0, notice.subject_id or 0)


def _notice(fact: int, message: Message, *, quiet: datetime | None, now: datetime) -> Notice:
    entry = template(message.template, at=now)
    if entry is None:
        raise LookupError(f"no notice called {message.template} is published")
    number = ids.reserve("notices_notice")
    app = message.channel == "app"
    words = entry.text.text(message.language)
    return Notice(
        id=number,
        fact=fact,
        template=message.template,
        channel=message.channel,
        subject_id=message.subject_id,
        account_id=message.account_id,
        case_id=message.case_id,
        scope_id=message.scope_id,
        address_sealed=None if app else crypto.seal(json.dumps([message.address, message.link]), bound=_bound(number)),
        text=filled(for_app(words) if app else words, {**message.values, "link": message.link if app else LINK}),
        link=message.link if app else "",
        state="sent" if app else "waiting",
        sent=now if app else None,
        not_before=None if message.channel != "sms" or entry.urgent else quiet,
        at=now,
    )


def leaving(notice: Notice) -> tuple[str, str]:
    """The address and the whole words of a message that leaves the house.

    The link opens a matter without a login, so it is kept sealed with the address and stands in no column.
    """
    address, link = json.loads(crypto.unseal_text(bytes(notice.address_sealed or b""), bound=_bound(notice.id)))
    return address, notice.text.replace(LINK, link)


def _bound(number: int) -> str:
    return f"notices_notice.address:{number}"


def _quiet_until(now: datetime, zone: ZoneInfo) -> datetime | None:
    """The end of the city's quiet hours if ``now`` lies in them: nobody is woken for a stairwell light."""
    said = next(iter(pack_catalogue.heads("quiet_hours", now).values()), None)
    quiet = said.value if said is not None else QuietHours(code="quiet")
    return quiet.until(now.astimezone(zone))


def sent(*, notice: int, by: Hat, now: datetime) -> None:
    """The message has left the house."""
    with scope.writing(by, now=now):
        Notice.objects.filter(id=notice, state="waiting").update(state="sent", sent=now, trouble="")
        journal.append(verb="notice.sent", kind="notice", record=notice, by=by, at=now)


def not_sent(*, notice: int, trouble: str, final: bool = False, by: Hat, now: datetime) -> bool:
    """The way out is closed: tried again with growing pauses, given up and shown after three days, or at once."""
    with scope.writing(by, now=now):
        row = Notice.objects.select_for_update().get(id=notice)
        row.tries, row.trouble = row.tries + 1, trouble[:200]
        again = row.tries < TRIES and not final
        row.state = "waiting" if again else "failed"
        row.save(update_fields=["tries", "trouble", "state"])
        if again:
            pause = timedelta(seconds=min(2 ** min(row.tries, 12), 3600))
            jobs.defer(SEND_TASK, queue=QUEUE, at=now + pause, notice=notice)
        return again


def forget_addresses(subjects: Sequence[int]) -> None:
    """A part: where messages to these readers went is forgotten; what waits to be sent waits no longer."""
    scope.require_action()
    rows = Notice.objects.filter(subject_id__in=subjects, address_sealed__isnull=False)
    rows.filter(state="waiting").update(state="held")
    rows.update(address_sealed=None)


def read_all(*, by: Hat, now: datetime) -> None:
    """The reader has seen what was waiting in the app."""
    with scope.writing(by, now=now):
        Notice.objects.filter(channel="app", read__isnull=True).update(read=now, state="read")
