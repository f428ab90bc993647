"""Passkeys (WebAuthn): what a browser is asked for, and whether its answer is right.

A passkey wants a finger, a face or a number of its holder before it answers, and answers to this address alone; so
one of them is two factors. What was asked lies in the session and is good for one answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from linli.gates.identity.refused import NO_PASSKEY, NotLetIn
from linli.kernel.people import actions as people
from linli.kernel.people import queries
from linli.kernel.people.actions import FactorRefused
from linli.kernel.people.models import Account, Factor
from linli.kit import sessions
from linli.kit.routes import Request
from linli.plumbing import crypto, scope
from linli.plumbing.scope import Hat

ASKED = "passkey_asked"
FIELD = "factor_code"
VERIFIED = UserVerificationRequirement.REQUIRED
MOST_SIGNS = 20_000  # of an answer
_WRONG = (WebAuthnException, ValueError, TypeError, KeyError)


def ask(request: Request, *, by: Hat | None) -> str:
    """What the browser is asked for, as JSON: a passkey of this account; of any, while nobody is named."""
    known = _known(request, by) if by is not None else []
    options = generate_authentication_options(
        rp_id=_host(), allow_credentials=_described(known), user_verification=VERIFIED
    )
    request.session[ASKED] = bytes_to_base64url(options.challenge)
    return str(options_to_json(options))


def ask_for_new(request: Request, *, by: Hat, label: str) -> str:
    """What the browser is asked to make, as JSON: a passkey for this account on a device that has none yet."""
    options = generate_registration_options(
        rp_id=_host(),
        rp_name=_("Linli"),
        user_name=label,
        user_id=crypto.blind(f"{by.surface}:{by.account}", purpose="passkey holder"),
        exclude_credentials=_described(_known(request, by)),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=VERIFIED
        ),
    )
    request.session[ASKED] = bytes_to_base64url(options.challenge)
    return str(options_to_json(options))


def add(request: Request, *, by: Hat, name: str) -> int:
    """Take in the passkey the browser has made; returns the factor's id. Raises ``NotLetIn``."""
    given, asked = _given(request)
    try:
        made = verify_registration_response(
            credential=given,
            expected_challenge=asked,
            expected_rp_id=_host(),
            expected_origin=settings.SURFACE_URL,
            require_user_verification=True,
        )
        return people.add_passkey(
            credential=made.credential_id,
            public_key=made.credential_public_key,
            signs=made.sign_count,
            name=name,
            by=by,
            now=request.now,
        )
    except FactorRefused as refused:
        raise NotLetIn(FIELD, str(refused)) from refused
    except _WRONG as wrong:
        raise NotLetIn(FIELD, NO_PASSKEY) from wrong


def enter(request: Request) -> Account:
    """The account whose passkey the form of this request shows, before anybody was named. Raises ``NotLetIn``."""
    credential = _credential_of(request)
    account = queries.holder_of_passkey(credential, surface=settings.SURFACE) if credential else None
    if account is None:
        request.session.pop(ASKED, None)
        raise NotLetIn(FIELD, NO_PASSKEY)
    by = sessions.knocking(account)
    check(request, by=by)
    with scope.reading(by, now=request.now):
        return Account.objects.get(id=account)


def check(request: Request, *, by: Hat) -> None:
    """Whether the form shows a passkey of this account and answers what was asked. Raises ``NotLetIn``."""
    given, asked = _given(request)
    credential = _credential_of(request)
    factor = next((one for one in _known(request, by) if bytes(one.credential or b"") == credential), None)
    try:
        if factor is None:
            raise NotLetIn(FIELD, NO_PASSKEY)
        answer = verify_authentication_response(
            credential=given,
            expected_challenge=asked,
            expected_rp_id=_host(),
            expected_origin=settings.SURFACE_URL,
            credential_public_key=bytes(factor.public_key or b""),
            credential_current_sign_count=0,  # looked at under lock, below
            require_user_verification=True,
        )
        people.use_passkey(factor_id=factor.id, signs=answer.new_sign_count, by=by, now=request.now)
    except FactorRefused as refused:
        raise NotLetIn(FIELD, str(refused)) from refused
    except _WRONG as wrong:
        raise NotLetIn(FIELD, NO_PASSKEY) from wrong


def _given(request: Request) -> tuple[str, bytes]:
    """The answer of the browser and what it was asked; what was asked is used up by this."""
    asked = request.session.pop(ASKED, "")
    given = request.POST.get("factor_credential", "")
    if not asked or len(given) > MOST_SIGNS:
        raise NotLetIn(FIELD, NO_PASSKEY)
    return given, base64url_to_bytes(asked)


def _credential_of(request: Request) -> bytes:
    try:
        return base64url_to_bytes(str(json.loads(request.POST.get("factor_credential", ""))["id"]))
    except (ValueError, TypeError, KeyError):
        return b""


def _known(request: Request, by: Hat) -> list[Factor]:
    with scope.reading(by, now=request.now):
        return queries.passkeys_of(by)


def _described(known: Sequence[Factor]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=bytes(one.credential or b"")) for one in known]


def _host() -> str:
    """The name passkeys are made for: this surface's, without its port."""
    return urlsplit(settings.SURFACE_URL).hostname or "localhost"
