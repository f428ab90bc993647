"""What the addresses of shared data, of one's own data, of looks and of the doors name."""

from __future__ import annotations

from tests.matrix.naming import OF_THE_UNIT, SIGNED, SIGNED_IN, Asks

_OWN = "what is not one's own ends nothing"

NEWER_PUBLIC: dict[str, Asks] = {
    "checkpoint": Asks(misses=404, bare=True),
    "journal": Asks(),
    "login/city": Asks(misses=404, bare=True),
    "login/city/back": Asks(misses=404, bare=True),
    "login/passkey": Asks(),
    "me/keys": Asks(finer=SIGNED_IN),
    "me/keys/add": Asks(finer=SIGNED_IN),
    "me/keys/end": Asks(of="factor", sends={"key": "{mark}"}, blind=_OWN),
    "me/sessions/end": Asks(finer=SIGNED_IN),
    "me/mandates": Asks(),
    "me/mandates/offer": Asks(sends={"purpose": "女儿，办老年卡", "days": "30"}),
    "me/mandates/take": Asks(of="offer", sends={"code": "{code}"}, blind="one's own code is none"),
    "me/mandates/end": Asks(of="mandate", sends={"mandate": "{mark}"}, blind=_OWN),
    "my/looks": Asks(),
    "my/data": Asks(),
    "my/data/consents": Asks(),
    "my/data/consents/give": Asks(of="speaker", sends={"agreement": "{agreement}", "subject": "{subject}"}, alone=True),
    "my/data/consents/withdraw": Asks(of="consent", sends={"consent": "{consent}"}, alone=True),
    "my/data/copy": Asks(),
    "my/data/copy.zip": Asks(misses=404, bare=True),
    "my/data/copy/ask": Asks(),
    "my/data/erase": Asks(),
    "my/data/erase/ask": Asks(sends={"sure": "1", "words": "不用了"}),
    "my/data/erase/take-back": Asks(),
    "data-copy.schema.json": Asks(),
    "privacy": Asks(),
    "figures/tables": Asks(),
    "figures/tables/<str:code>": Asks("figures/tables/{code}", of="table"),
    "figures/tables/<str:code>/data.csv": Asks("figures/tables/{code}/data.csv", of="table"),
    "figures/tables/<str:code>/data.json": Asks("figures/tables/{code}/data.json", of="table"),
    "open-data": Asks(),
    "open-data/catalogue.jsonld": Asks(),
}

_DOORS: dict[str, Asks] = {
    "audit": Asks(),
    "audit/bundle": Asks(misses=404, bare=True),
    "login/again": Asks(finer=SIGNED_IN),
    "login/enrol": Asks(),
    "login/passkey": Asks(),
    "login/second": Asks(),
    "logins": Asks(),
    "logins/open": Asks(sends={"new_login": "xinlaide", "new_name": "新来的"}),
    "logins/renew": Asks(sends={"login": "nobody"}),
    "logins/close": Asks(sends={"login": "nobody"}),
    "me/keys": Asks(finer=SIGNED_IN),
    "me/keys/add": Asks(finer=SIGNED_IN),
    "me/keys/codes": Asks(finer=SIGNED_IN),
    "me/keys/end": Asks(of="factor", sends={"key": "{mark}"}, blind=_OWN),
    "me/password": Asks(finer=SIGNED_IN),
    "me/sessions/end": Asks(of="sign_in", sends={"session": "{mark}"}),
    "board/publication/again": Asks(),
    "register/person/<str:at>/mandate": Asks("register/person/{at}/mandate", of="person"),
    "register/person/<str:at>/mandate/end": Asks("register/person/{at}/mandate/end", of="person", blind=_OWN),
    "register/person/<str:at>/papers": Asks(
        "register/person/{at}/papers", of="person", sends={"their_phone": "13800138000", "document": "resident_id"}
    ),
    "register/proposals/<str:at>/whole": Asks("register/proposals/{at}/whole", of="proposal", sends={"reason": "核对"}),
}

_OWN_DATA: dict[str, Asks] = {
    "assessments": Asks(lists="assessment"),
    "assessments/<str:at>": Asks("assessments/{at}", of="assessment"),
    "assessments/keep": Asks(),
    "assessments/new": Asks(),
    "erasures": Asks(lists="erasure"),
    "erasures/<str:at>": Asks("erasures/{at}", of="erasure"),
    "erasures/<str:at>/decide": Asks("erasures/{at}/decide", of="erasure", sends={"decision": "agree"}),
    "terms": Asks(),
    "holds": Asks(lists="hold"),
    "holds/new": Asks("holds/new?person={at}", of="person"),
    "holds/place": Asks("holds/place", of="person", sends={"person": "{at}"}),
    "holds/<str:at>": Asks("holds/{at}", of="hold"),
    "holds/<str:at>/prolong": Asks("holds/{at}/prolong", of="hold", sends={"longer": "二审"}),
    "holds/<str:at>/end": Asks("holds/{at}/end", of="hold", sends={"ends": "结案"}),
    "looks": Asks(lists="look"),
    "looks/<str:at>/decide": Asks("looks/{at}/decide", of="look", sends={"decision": "agree"}),
    "looks/<str:at>/review": Asks("looks/{at}/review", of="look", sends={"fit": "1"}),
}

_SHARED: dict[str, Asks] = {
    "collection-manual": Asks(),
    "collection-manual/read": Asks(),
    "exchange/v1/deliver": Asks(finer=SIGNED),
    "exchange/v1/keys": Asks(),
    "exchange/v1/read": Asks(finer=SIGNED),
    "open-list": Asks(),
    "open-list/new": Asks(),
    "open-list/<str:number>": Asks("open-list/{number}", of="open_item"),
    "open-list/<str:number>/ask": Asks("open-list/{number}/ask", of="open_item", ended=404),
    "open-list/<str:number>/do": Asks(
        "open-list/{number}/do", of="open_item", sends={"deed": "end", "reason": "不用了"}, finer=OF_THE_UNIT
    ),
    "data-requests/<str:number>": Asks("data-requests/{number}", of="data_request"),
    "data-requests/<str:number>/do": Asks(
        "data-requests/{number}/do", of="data_request", sends={"deed": "withdraw"}, finer=OF_THE_UNIT
    ),
    "grants/<str:number>": Asks("grants/{number}", of="grant"),
    "grants/<str:number>/data": Asks("grants/{number}/data", of="grant", finer=OF_THE_UNIT),
    "grants/<str:number>/data.xlsx": Asks("grants/{number}/data.xlsx", of="grant", finer=OF_THE_UNIT, says=False),
    "grants/<str:number>/do": Asks(
        "grants/{number}/do", of="grant", sends={"deed": "revoke", "reason": "不用了"}, finer=OF_THE_UNIT
    ),
}

NEWER_DESK = {**_DOORS, **_OWN_DATA, **_SHARED}
