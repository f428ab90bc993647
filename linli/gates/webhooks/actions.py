"""The verbs of web hooks: subscribe, give a new secret, end, send again what was given up."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.gates import outbound
from linli.gates.webhooks.models import Delivery, Hook
from linli.kernel.journal import actions as journal
from linli.plumbing import crypto, ids, jobs, policy, scope
from linli.plumbing.scope import Hat

TASK, QUEUE = "webhooks.deliver", "webhooks"
OVERLAP = timedelta(days=1)  # an old secret signs beside the new one for so long
# Left out is what is nobody's outside: questions to a reporter who asked for secrecy, what became of a part before the
# lead has it, grades and what was said on a call (they belong to the reporter), and decisions about figures.
OFFERED = (
    "case.opened", "case.corrected", "case.shared", "case.moved", "case.clustered", "case.apart", "case.answered",
    "case.closed", "case.reopened", "case.late", "case.supervised",
)  # fmt: skip
MOST_HOOKS = 50  # of one division


class NotAHook(ValueError):
    """Something about it is not in order. ``field`` is the field of the form."""

    def __init__(self, field: str, sentence: Any) -> None:
        self.field, self.sentence = field, sentence
        super().__init__(field)

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A new hook, or a new secret of one. The secret is told this once and sealed from then on."""

    hook_id: int
    key_id: str
    secret: str


def offered() -> list[str]:
    """The facts one can subscribe to, in the order in which they happen to a case."""
    return list(OFFERED)


def subscribe(*, scope_id: int, names: Sequence[str], url: str, by: Hat, now: datetime) -> Subscribed:
    """Let an address hear what happens to the cases of a division the hat works for."""
    policy.require(by, "webhook.keep")
    wanted = [name for name in offered() if name in set(names)]
    if not wanted:
        raise NotAHook("fact", _("Choose at least one thing it should hear of."))
    if scope_id not in by.scopes:
        raise NotAHook("scope", _("Choose a place your post works for."))
    try:
        outbound.allowed(url.strip())
    except outbound.Forbidden as refused:
        raise NotAHook("url", str(refused)) from None
    fresh = _fresh(ids.reserve("webhooks_hook"))
    with scope.writing(by, now=now):
        if Hook.objects.filter(scope_id=scope_id, until=None).count() >= MOST_HOOKS:
            raise NotAHook("scope", _("This place has 50 web hooks already. End one first."))
        Hook.objects.bulk_create(
            [
                Hook(
                    id=fresh.hook_id,
                    scope_id=scope_id,
                    facts=wanted,
                    url=url.strip(),
                    key_id=fresh.key_id,
                    secret_sealed=_sealed(fresh),
                    account_id=by.account,
                    since=now,
                )
            ]
        )
        _write_down("webhook.subscribe", fresh.hook_id, by=by, now=now, facts=wanted, scope=scope_id)
    return fresh


def renew(*, hook: int, by: Hat, now: datetime) -> Subscribed:
    """Give it a new secret; for a day both sign, so that the receiver can change over without a gap."""
    policy.require(by, "webhook.keep")
    fresh = _fresh(hook)
    with scope.writing(by, now=now):
        row = Hook.objects.select_for_update().get(id=hook, until=None)
        row.old_key_id, row.old_secret_sealed, row.old_until = row.key_id, row.secret_sealed, now + OVERLAP
        row.key_id, row.secret_sealed = fresh.key_id, _sealed(fresh)
        row.save(update_fields=["old_key_id", "old_secret_sealed", "old_until", "key_id", "secret_sealed"])
        _write_down("webhook.renew", hook, by=by, now=now)
    return fresh


def end(*, hook: int, by: Hat, now: datetime) -> None:
    """Send nothing more there; what still waits is given up."""
    policy.require(by, "webhook.keep")
    with scope.writing(by, now=now):
        Hook.objects.select_for_update().get(id=hook, until=None)
        Hook.objects.filter(id=hook).update(until=now)
        given_up = str(_("The web hook was ended before this could be sent."))
        Delivery.objects.filter(hook_id=hook, state="waiting").update(state="dead", trouble=given_up)
        _write_down("webhook.end", hook, by=by, now=now)


def replay(*, hook: int, by: Hat, now: datetime) -> int:
    """Send again everything that was given up, and what waits for a pause to end; how many were given up."""
    policy.require(by, "webhook.keep")
    with scope.writing(by, now=now):
        Hook.objects.select_for_update().get(id=hook, until=None)
        Hook.objects.filter(id=hook).update(retry_at=None, failures=0, failing_since=None)
        count = Delivery.objects.filter(hook_id=hook, state="dead").update(state="waiting", tries=0, due=now, made=now)
        Delivery.objects.filter(hook_id=hook, state="waiting").update(due=now)
        defer(hook)
        _write_down("webhook.replay", hook, by=by, now=now, count=count)
    return count


def defer(hook: int, *, at: datetime | None = None) -> None:
    """A part: let the worker look at this hook, now or later. One job at a time per hook."""
    jobs.defer(TASK, queue=QUEUE, at=at, lock=f"webhook-{hook}", hook=hook)


def secrets_of(hook: Hook, *, now: datetime) -> dict[str, str]:
    """The secrets that sign at this moment, by key id."""
    found = {hook.key_id: crypto.unseal_text(bytes(hook.secret_sealed), bound=_bound(hook.id, hook.key_id))}
    if hook.old_secret_sealed and hook.old_until and now < hook.old_until:
        bound = _bound(hook.id, hook.old_key_id)
        found[hook.old_key_id] = crypto.unseal_text(bytes(hook.old_secret_sealed), bound=bound)
    return found


def _fresh(hook: int) -> Subscribed:
    return Subscribed(hook, f"k{secrets.token_hex(4)}", secrets.token_urlsafe(32))


def _sealed(fresh: Subscribed) -> bytes:
    return crypto.seal(fresh.secret, bound=_bound(fresh.hook_id, fresh.key_id))


def _bound(hook: int, key_id: str) -> str:
    return f"webhooks_hook.secret:{hook}:{key_id}"


def _write_down(verb: str, hook: int, *, by: Hat, now: datetime, **payload: Any) -> None:
    journal.append(verb=verb, kind="webhook", record=hook, by=by, at=now, payload=payload)
