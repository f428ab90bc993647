"""What the addresses of the public surface name."""

from __future__ import annotations

from tests.matrix.naming import CREDENTIALS, KEY, Asks

_REPORT = {"item": "hotline.stair_light", "text": "楼道灯不亮。", "reporter": {"kind": "anonymous"}}

PAGES: dict[str, Asks] = {
    "": Asks(),
    "report": Asks(),
    "report/blank": Asks(),
    "report/done": Asks(),
    "report/places": Asks("report/places?q=桃源路36"),
    "report/similar": Asks("report/similar?item=hotline.stair_light"),
    "kept/<str:name>": Asks("kept/{name}", of="kept"),
    "my": Asks(),
    "punctuality": Asks(),
    "figures": Asks(),
    "figures/data.csv": Asks(misses=404, bare=True),
    "figures/data.json": Asks(misses=404, bare=True),
    "track": Asks(of="receipt", sends={"receipt": "{code}", "number": "{number}"}, says=False, misses=200),
    "c/<str:code>": Asks("c/{code}", of="receipt", leads=(302,)),
    "case/<str:number>": Asks("case/{number}", of="case"),
    "case/<str:number>/state": Asks("case/{number}/state", of="case", says=False),
    "case/<str:number>/who": Asks("case/{number}/who", of="case", says=False),
    "case/<str:number>/add": Asks("case/{number}/add", of="case", sends={"text": "再说一句"}),
    "case/<str:number>/rate": Asks("case/{number}/rate", of="case", sends={"grade": "5"}),
    "case/<str:number>/withdraw": Asks("case/{number}/withdraw", of="case", sends={"reason": "不用来了"}),
    "paper/<str:number>/<int:event>/<int:place>": Asks("paper/{number}/{event}/{place}", of="paper"),
    "paper/<str:number>/<int:event>/<int:place>/<str:size>": Asks("paper/{number}/{event}/{place}/small", of="paper"),
    "neighbours": Asks(),
    "neighbours/new": Asks(),
    "neighbours/take-back": Asks(
        of="submission", sends={"sent": "{mark}"}, blind="what is taken back already is as good as taken back"
    ),
    "neighbours/<str:number>": Asks("neighbours/{number}", of="publication"),
    "neighbours/<str:number>/reply": Asks(
        "neighbours/{number}/reply", of="publication", sends={"text": "我也这样看。"}
    ),
    "around": Asks(),
    "around/feed": Asks(),
    "around/<str:code>": Asks("around/{code}", of="face"),
    "around/<str:code>/feed": Asks("around/{code}/feed", of="face"),
    "around/<str:code>/follow": Asks("around/{code}/follow", of="face", sends={"phone": "13712345678"}),
    "around/<str:code>/leave": Asks("around/{code}/leave", of="face"),
    "around/<str:code>/photo/<str:name>": Asks("around/{face}/photo/{photo}", of="photo"),
    "f/<str:code>": Asks("f/{code}", of="follower", sends={"act": "confirm"}),
    "robots.txt": Asks(),
    "sitemap.xml": Asks(),
    "community": Asks(),
    "me": Asks(),
    "forget": Asks(),
    "edition": Asks(),
    "language": Asks(),
    "sw.js": Asks(),
    "manifest.webmanifest": Asks(),
    "offline": Asks(),
    "waiting": Asks(),
    "now": Asks(),
    "login": Asks(),
    "login/code": Asks(),
    "login/password": Asks(),
    "logout": Asks(),
    "live-admission": Asks(),
    "my/home": Asks(),
    "my/home/who": Asks(),
    "my/home/<str:act>": Asks("my/home/still"),
    "map": Asks(),
    "tiles/<int:z>/<int:x>/<int:y>.mvt": Asks("tiles/14/13122/7122.mvt"),
    "map/tiles/<str:code>/<int:z>/<int:x>/<int:y>.mvt": Asks("map/tiles/communities/14/13122/7122.mvt"),
}

API: dict[str, Asks] = {
    "api/v1/": Asks(bare=True),
    "api/v1/openapi.json": Asks(),
    "api/v1/items": Asks(),
    "api/v1/places": Asks("api/v1/places?q=桃源路36"),
    "api/v1/codes": Asks(sends={"phone": "13712345678"}),
    "api/v1/login": Asks(sends={"phone": "13712345678", "password": "-"}, finer=CREDENTIALS),
    "api/v1/logout": Asks(),
    "api/v1/matters": Asks(sends=_REPORT),
    "api/v1/receipts": Asks(of="receipt", sends={"code": "{code}"}),
    "api/v1/matters/<number>": Asks("api/v1/matters/{number}", of="case", says=False),
    "api/v1/matters/<number>/words": Asks("api/v1/matters/{number}/words", of="case", sends={"text": "再说一句"}),
    "api/v1/matters/<number>/rating": Asks("api/v1/matters/{number}/rating", of="case", sends={"grade": 5}),
    "api/v1/matters/<number>/reopening": Asks("api/v1/matters/{number}/reopening", of="case", sends={"text": "没好"}),
    "api/v1/public": Asks(),
    "api/v1/public-near": Asks("api/v1/public-near?lon=108.33&lat=22.81&item=hotline.stair_light"),
    "api/v1/public/<code>": Asks("api/v1/public/{code}", of="face"),
    "api/v1/public/<code>/follow": Asks("api/v1/public/{code}/follow", of="face", sends={"phone": "13712345678"}),
    "api/v1/public/<code>/leave": Asks("api/v1/public/{code}/leave", of="face", sends={"code": ""}),
    "api/v1/figures": Asks(),
}

_FORM = r"\.(?P<form>xml|json)$"
OPEN311: dict[str, Asks] = {
    "open311": Asks(),
    f"open311/^discovery{_FORM}": Asks("open311/discovery.json"),
    f"open311/^v2/discovery{_FORM}": Asks("open311/v2/discovery.json"),
    f"open311/^v2/services{_FORM}": Asks("open311/v2/services.json"),
    f"open311/^v2/services/(?P<code>.+){_FORM}": Asks("open311/v2/services/hotline.stair_light.json"),
    f"open311/^v2/requests{_FORM}": Asks(
        "open311/v2/requests.json",
        sends={"service_code": "hotline.stair_light", "address_string": "桃源路36号院2栋", "description": "不亮"},
        finer=KEY,
    ),
    f"open311/^v2/requests/(?P<code>.+){_FORM}": Asks("open311/v2/requests/{code}.json", of="face"),
    f"open311/^v2/tokens/(?P<token>.+){_FORM}": Asks("open311/v2/tokens/{token}.json", of="token"),
    r"open311/.+\.(?P<form>xml|json)$": Asks("open311/elsewhere.json", misses=400, bare=True),
    "open311/^.+$": Asks("open311/elsewhere", misses=400, bare=True),
}

PUBLIC = {**PAGES, **API, **OPEN311}
