"""Setting up a second factor: an authenticator that shows codes, or a passkey of this device.

The secret of an authenticator is drawn by us, shown as a square to point a phone at, and taken in once a code shows
that it has arrived. Until then it lies sealed in the session.
"""

from __future__ import annotations

import base64
from typing import Any

import pyotp
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from linli.gates.identity import factors, passkeys
from linli.gates.identity.knocking import account_of
from linli.gates.identity.refused import NotLetIn, status_of
from linli.kernel.people import actions as people
from linli.kernel.people.actions import FactorRefused
from linli.kit import sessions
from linli.kit.routes import Request
from linli.kit.squares import square
from linli.plumbing import crypto
from linli.plumbing.scope import Hat

SECRET = "new_authenticator"  # noqa: S105  a name in the session


def draw(request: Request, template: str, by: Hat, refused: NotLetIn | None = None, **more: Any) -> HttpResponse:
    """The page with the square; the same secret until it is taken in or the session ends."""
    secret = _secret(request, by)
    label = account_of(request, by).label
    link = pyotp.TOTP(secret).provisioning_uri(name=label, issuer_name=_("Linli"))
    context = {
        "link": link,
        "qr": square(link, title=_("Square for the authenticator")),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "errors": {refused.field: str(refused)} if refused else {},
        **more,
    }
    return render(request, template, context, status=status_of(refused))


def take(request: Request, *, by: Hat) -> str:
    """Take in what the form shows; "authenticator" or "passkey". Raises ``NotLetIn``."""
    factors.hold_up(by.account, sessions.address_of(request), now=request.now)
    name = request.POST.get("name", "")
    if request.POST.get("factor_credential"):
        passkeys.add(request, by=by, name=name)
        return people.PASSKEY
    code = request.POST.get("factor_code", "")
    try:
        people.add_authenticator(secret=_secret(request, by), code=code, name=name, by=by, now=request.now)
    except FactorRefused as refused:
        raise NotLetIn(factors.FIELD, str(refused)) from refused
    request.session.pop(SECRET, None)
    return people.AUTHENTICATOR


def _secret(request: Request, by: Hat) -> str:
    """The secret that is being handed over in this session."""
    bound = f"session.authenticator:{by.surface}:{by.account}"
    kept = request.session.get(SECRET, "")
    if kept:
        return crypto.unseal_text(base64.b64decode(kept), bound=bound)
    fresh = people.new_secret()
    request.session[SECRET] = base64.b64encode(crypto.seal(fresh, bound=bound)).decode()
    return fresh
