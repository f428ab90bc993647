"""Sample data of the parts catalogue: the same matters as in the design pictures, in every state a part can have.

The catalogue is what the look is judged by: a browser test draws it for phone, desk and 长辈版, and staff who write
packs open it to see which part to ask for. The words are samples and belong to no message catalogue.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from linli.kit.dayrule import Rule, RuleDay, RuleWords, full_rule

LONG_NAME = "阿布都热合曼·买买提吐尔逊·克里木江诺维奇"
LONG_TEXT = "楼道灯坏了三天，晚上全黑，老人上下楼怕摔。" * 330

BEFORE = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAEAAAAAwAgMAAADcJZSMAAAACVBMVEV9hX9dZl8/SETQXoInAAAAs0lEQVR42q3STQrC"
    "MBBA4deShct4I4/hcXoc0S56hAa8jRuXQkPjIj8zGRBB7PJj+pomGa70z8jvcDaw7wZeTN+jqYMDU1w1jCPPU/fKhWAa"
    "yRmI3kBOKMgJXAMHsC1tInmz0miXXpoCwUwkR/+V6IE0y0RNNAhmg1qiQvkzgZaoEABucwNJFJBEAUkUGOxB3en3KQE8"
    "VplQzQyqmSGY01fLyqATuJLYFjVxtDfI/esmf4Q3MJMuFfvm0t0AAAAASUVORK5CYII="
)
AFTER = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAEAAAAAwAgMAAADcJZSMAAAACVBMVEX/++js48vSxqg8fLBaAAAArElEQVR42q2SQQrD"
    "MAwEV0W559LfFJQn5JD8so/Ij+oHGNKDbUlZKIVSH4f1eG1ZdlzXDb+DJ4HzJFBxfJfKBSgWXTIQwXxctmwwckgloIVA"
    "UyRg4zh4VwDT6gkp1FS5+syXM0r0WrFVCwDZIjEUDoweyBUD9JsFcMUABgD75iAUHYSig1B0cPKgHgHUZ3ZfIpGcDSRn"
    "A0bTT7UayApoV0xrSrz4B9V//eSP4A0Apx+6+3kZxQAAAABJRU5ErkJggg=="
)

USED = ["used", "used", "weekend", "used", "used"]
CLOCKS = [
    {"name": "按时", "cells": [*USED, ("today", 0.5), "left", "left"], "colour": "", "words": "剩2天半"},
    {"name": "临期", "cells": [*USED, "used", ("today", 0.5)], "colour": "amber", "words": "今天18:00"},
    {
        "name": "暂停过",
        "cells": ["used", "used", "paused", "paused", "weekend", "used", ("today", 0.5), "left"],
        "colour": "",
        "words": "剩1天半",
        "why": "等居民补材料，停2天",
    },
    {
        "name": "超期",
        "cells": ["used", "used", "used", "weekend", "used", "used", "late", "late"],
        "colour": "red",
        "words": "超期2天",
    },
]
LAMPS = [
    ("green", "圈。只圈上色，字不上色"),
    ("amber", "三角。剩不到两成时间"),
    ("red", "菱形。过了期限"),
    ("black", "方块。过了期限一倍，督办"),
    ("paused", "两竖。法定时钟停，居民时钟走"),
]
EVENTS = [
    {
        "at": "今天8:52",
        "who": "黄志强 电工",
        "words": "换了声控灯头，两层都试亮了。",
        "photos": [
            {"src": BEFORE, "alt": "修之前的楼道，灯不亮", "caption": "修之前"},
            {"src": AFTER, "alt": "修好后的楼道，灯亮着", "caption": "修好后"},
        ],
    },
    {"at": "昨天15:20", "who": "桂和物业", "words": "等配件，停了3小时。", "kind": "pause"},
    {"at": "11月17日20:05", "who": "韦建国", "words": "接单，转工程班。"},
]
ROWS = [
    ("red", "超期1天", "化粪池外溢", "桂和物业", "1,280.00", False),
    ("amber", "今天18:00", "电动车进楼充电", "消防所", "—", True),
    ("green", "还有4个工作日", "居住证办理", "派出所", "0.00", False),
    ("green", "还有6个工作日", "老年人优待证", LONG_NAME, "0.00", False),
]
ICONS = [
    "search",
    "mic",
    "camera",
    "bell",
    "home",
    "task",
    "shop",
    "people",
    "person",
    "wrench",
    "megaphone",
    "wallet",
    "door",
    "plug",
    "car",
    "hall",
    "bowl",
    "speak",
    "phone",
    "pin",
    "clock",
    "pause",
    "join",
    "fork",
    "pencil",
    "flag",
    "filter",
    "sort",
    "printer",
    "layers",
    "lock",
    "eye",
    "page",
    "stamp",
    "bulb",
    "pulse",
    "card",
    "walk",
    "bike",
    "calendar",
    "code",
    "info",
    "warn",
    "talk",
    "send",
    "download",
    "leaf",
    "aim",
    "family",
    "text",
    "language",
    "leave",
    "list",
    "map",
    "back",
    "next",
    "down",
    "check",
    "close",
    "plus",
    "minus",
    "logo",
]


def _sample_rule() -> Rule:
    """30 working days from 2 November 2026, two of them paused, on 19 November 10:00 in Nanning."""
    start, today, days = date(2026, 11, 1), date(2026, 11, 19), []
    for number in range(46):
        on = start + timedelta(days=number)
        kind = "used" if on < today else "left"
        if on.weekday() >= 5:
            kind = "weekend"
        elif on in {date(2026, 11, 11), date(2026, 11, 12)}:
            kind = "paused"
        elif on == today:
            kind = "today"
        days.append(RuleDay(on, "due" if number == 45 else kind, 0.4))
    told = RuleWords(
        legal_note="30个工作日",
        used="已用11个工作日，还有19个",
        due="12月16日前办结",
        former="原12月14日",
        notes=[(date(2026, 11, 2), "11月2日受理"), (date(2026, 11, 11), "停2天")],
    )
    now = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    since = datetime(2026, 11, 1, 11, 0, tzinfo=UTC)
    return full_rule(days, since=since, now=now, told=told, former=date(2026, 12, 14))


def samples() -> dict[str, Any]:
    """Everything the catalogue template draws."""
    return {
        "clocks_list": CLOCKS,
        "lamps_list": LAMPS,
        "events": EVENTS,
        "rows": ROWS,
        "icons": ICONS,
        "long_name": LONG_NAME,
        "long_text": LONG_TEXT,
        "photo": BEFORE,
        "rule": _sample_rule(),
    }
