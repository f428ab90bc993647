"""The keys by which programs of a unit use its grant: public ones only; the program keeps the other half."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.grants.models import Grant, GrantKey
from linli.kernel.grants.refusing import DataRefused
from linli.kernel.journal import actions as journal
from linli.plumbing import bulk, ids, numbers, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

ED25519 = 32
MOST = 5  # running keys of one grant


def register_key(*, grant_id: int, name: str, public_key: str, by: Hat, now: datetime) -> GrantKey:
    """Let a program of the unit use its grant from now on. ``public_key``: 32 bytes of Ed25519, in base64."""
    policy.require(by, "grant.ask")
    raw = _read(public_key)
    if not name.strip():
        raise DataRefused("name", _("Say which program it is: the persons concerned read it."))
    with scope.writing(by, now=now):
        grant = Grant.objects.select_for_update().filter(id=grant_id, revoked__isnull=True).first()
        if grant is None or grant.unit_id != by.unit:
            raise NotAllowed
        if GrantKey.objects.filter(grant_id=grant_id, until__isnull=True).count() >= MOST:
            raise DataRefused("public_key", _("Five programs use this grant already. End one first."))
        key = GrantKey(
            id=ids.reserve("grants_key"),
            shown=numbers.open_code(),
            grant_id=grant_id,
            name=name.strip()[:80],
            public_key=raw,
            account_id=by.account,
            since=now,
        )
        bulk.add([key])
        payload = {"grant": grant.number, "key": key.shown, "name": key.name, "public_key": raw.hex()}
        journal.append(verb="grant.register_key", kind="grant", record=grant_id, by=by, at=now, payload=payload)
    return key


def end_key(*, shown: str, by: Hat, now: datetime) -> None:
    """A program may use the grant no more; its unit, the owner or a data officer says so."""
    policy.require(by, "grant.revoke")
    with scope.writing(by, now=now):
        key = GrantKey.objects.select_related("grant__item").filter(shown=shown, until__isnull=True).first()
        if key is None:
            raise NotAllowed
        grant = key.grant
        is_officer = policy.may(by, "grant.release") and grant.item.place_id in by.scopes
        if by.unit not in (grant.unit_id, grant.item.unit_id) and not is_officer:
            raise NotAllowed
        GrantKey.objects.filter(id=key.id).update(until=now)
        payload = {"key": key.shown}
        journal.append(verb="grant.end_key", kind="grant", record=grant.id, by=by, at=now, payload=payload)


def _read(text: str) -> bytes:
    try:
        raw = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != ED25519:
        raise DataRefused("public_key", _("A public Ed25519 key is 32 bytes in base64: 44 signs that end in “=”."))
    return raw
