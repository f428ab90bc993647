"""Addresses whose records the ground does not lay out yet: roles and methods are held to the policies, rows are not."""

from __future__ import annotations

from tests.matrix.naming import Asks

WHY = "no record of the kind stands on the ground yet"
_PUBLIC = (
    "checkpoint",
    "journal",
    "login/city",
    "login/city/back",
    "login/passkey",
    "me/keys",
    "me/keys/add",
    "me/keys/end",
    "me/mandates",
    "me/mandates/end",
    "me/mandates/offer",
    "me/mandates/take",
    "me/sessions/end",
    "data-copy.schema.json", "figures/tables", "figures/tables/<str:code>", "figures/tables/<str:code>/data.csv",
    "figures/tables/<str:code>/data.json", "my/data", "my/data/consents",
    "my/data/consents/give", "my/data/consents/withdraw", "my/data/copy", "my/data/copy.zip", "my/data/copy/ask",
    "my/data/erase", "my/data/erase/ask", "my/data/erase/take-back", "my/looks", "open-data",
    "open-data/catalogue.jsonld", "privacy",
)  # fmt: skip
_DESK = (
    "audit",
    "audit/bundle",
    "login/again",
    "login/enrol",
    "login/passkey",
    "login/second",
    "logins",
    "logins/close",
    "logins/open",
    "logins/renew",
    "me/keys",
    "me/keys/add",
    "me/keys/codes",
    "me/keys/end",
    "me/password",
    "me/sessions/end",
    "register/person/<str:at>/mandate",
    "register/person/<str:at>/mandate/end",
    "register/person/<str:at>/papers",
    "assessments", "assessments/<str:at>", "assessments/keep", "assessments/new", "board/publication/again",
    "collection-manual", "collection-manual/read", "data-requests/<str:number>", "data-requests/<str:number>/do",
    "erasures", "erasures/<str:at>", "erasures/<str:at>/decide", "exchange/v1/deliver", "exchange/v1/keys",
    "exchange/v1/read", "grants/<str:number>", "grants/<str:number>/data", "grants/<str:number>/data.xlsx",
    "grants/<str:number>/do", "looks", "looks/<str:at>/decide", "looks/<str:at>/review", "open-list",
    "open-list/<str:number>", "open-list/<str:number>/ask", "open-list/<str:number>/do", "open-list/new",
    "register/proposals/<str:at>/whole",
)  # fmt: skip


def _named(paths: tuple[str, ...]) -> dict[str, Asks]:
    """Each with a name nothing has in the place of its record."""
    told = ("<str:code>", "<str:at>", "<str:number>", "<str:code>", "<str:mark>", "<int:number>", "<str:kind>")
    at = {path: path for path in paths}
    for place in told:
        at = {path: filled.replace(place, "nothing") for path, filled in at.items()}
    return {path: Asks(filled, loose=WHY) for path, filled in at.items()}


NEWER_PUBLIC, NEWER_DESK = _named(_PUBLIC), _named(_DESK)
