"""The city's unified login (统一身份认证) by OpenID Connect: authorization code with PKCE, one issuer, our client.

Nothing of an answer is believed before its signature, issuer, audience, time and nonce are right. The keys come from
the issuer's own address through the guarded client, and are asked for again once when a new one signs.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from linli.gates import outbound
from linli.gates.outbound import Forbidden, NotReached

ALGORITHMS = ["RS256", "PS256", "ES256"]  # never "none", and never one a shared secret would sign
LEEWAY = 60  # seconds clocks may differ
AWAY = _("The city's login does not answer just now. Sign in with your phone, or try again in a minute.")
NOT_IT = _("The city's login did not say who you are. Begin again, or sign in with your phone.")


class NotSaid(Exception):
    """The city's login has let nobody in, or could not be asked."""

    def __init__(self, sentence: object = NOT_IT) -> None:
        self.sentence = sentence
        super().__init__()

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one browser was sent away with; it lies in the session and is good for one answer."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Said:
    """Who somebody is, as the city says it: the phone only if the city has verified it."""

    subject: str
    phone: str
    is_strong: bool


def is_offered() -> bool:
    """Whether the operator has named an issuer; without one there is no button."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT)


def ask(back: str) -> tuple[Asked, str]:
    """What to remember, and the address to send the browser to."""
    asked = Asked(*(secrets.token_urlsafe(32) for _one in range(3)))
    digest = hashlib.sha256(asked.verifier.encode()).digest()
    wanted = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT,
        "redirect_uri": back,
        "scope": "openid phone",
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return asked, f"{_configuration()['authorization_endpoint']}?{urlencode(wanted)}"


def hear(asked: Asked, *, code: str, back: str, now: datetime) -> Said:
    """Exchange the code and check what comes back. Raises ``NotSaid``."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": asked.verifier}
    basic = base64.b64encode(f"{settings.OIDC_CLIENT}:{settings.OIDC_SECRET}".encode()).decode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Basic {basic}"}
    answer = _fetched(_configuration()["token_endpoint"], body=urlencode(form).encode(), headers=headers)
    return checked(str(answer.get("id_token", "")), nonce=asked.nonce, now=now)


def checked(token: str, *, nonce: str, now: datetime) -> Said:
    """What an ID token says, once everything about it is right. Raises ``NotSaid``."""
    claims = _signed(token)
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": settings.OIDC_ISSUER},
        aud={"essential": True, "value": settings.OIDC_CLIENT},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        registry.validate(dict(claims))
    except (JoseError, ValueError, TypeError) as wrong:
        raise NotSaid from wrong
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", settings.OIDC_CLIENT) != settings.OIDC_CLIENT or (several and "azp" not in claims):
        raise NotSaid
    phone = str(claims.get("phone_number", "")) if claims.get("phone_number_verified") is True else ""
    return Said(str(claims["sub"])[:255], phone, claims.get("acr") in settings.OIDC_STRONG)


def _signed(token: str) -> Mapping[str, Any]:
    """The claims of a token that one of the issuer's keys has signed; a key we do not know is asked for once."""
    for fresh in (False, True):
        if fresh:
            _keys.cache_clear()
        try:
            return dict(jwt.decode(token, _keys(settings.OIDC_ISSUER), algorithms=ALGORITHMS).claims)
        except (JoseError, ValueError, TypeError, KeyError) as wrong:
            if fresh:
                raise NotSaid from wrong
    raise NotSaid


def forget() -> None:
    """Ask the issuer anew for its addresses and keys."""
    _keys.cache_clear()
    _configured.cache_clear()


def _configuration() -> Mapping[str, Any]:
    return _configured(settings.OIDC_ISSUER)


@lru_cache(maxsize=4)
def _configured(issuer: str) -> Mapping[str, Any]:
    """The issuer's own description; one that speaks for another issuer is none (OpenID Connect Discovery 4.3)."""
    found = _fetched(f"{issuer.rstrip('/')}/.well-known/openid-configuration", method="GET")
    if found.get("issuer") != issuer:
        raise NotSaid
    return found


@lru_cache(maxsize=4)
def _keys(issuer: str) -> KeySet:
    return KeySet.import_key_set(_fetched(_configured(issuer)["jwks_uri"], method="GET"))  # type: ignore[arg-type]


def _fetched(url: str, **given: Any) -> Mapping[str, Any]:
    try:
        answer = outbound.send(url, **given)
        found = json.loads(answer.body) if answer.status == 200 else None
    except (NotReached, Forbidden, ValueError) as away:
        raise NotSaid(AWAY) from away
    if not isinstance(found, dict):
        raise NotSaid
    return found
