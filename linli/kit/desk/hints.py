"""What an answer still lacks for whoever reads it: hints beside the text, never a bar to sending it."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from linli.kit.routes import Request, page

SHORTEST = 12  # characters in which nobody says what was done
_DONE = re.compile(
    "修|换|清|拆|通|装|补|洗|搬|移|查|看过|谈|说好|协调|处理|安排|联系|加|关|停|划|贴|拉走|填|做|办|整改|劝|罚|撤"
    "|fixed|done|replaced|cleared|repaired|removed",
    re.IGNORECASE,
)
_WHEN = re.compile(
    "今天|今早|今晚|昨天|前天|上午|下午|刚刚|刚才|当天|当场|本周|上周|明天|后天|下周"
    "|[0-9一二三四五六七八九十]+ *[月日号点天:]"
    "|today|yesterday|this week|[0-9]+ (days?|hours?)",
    re.IGNORECASE,
)
_WHO = re.compile(r"\d{3,4}-?\d{7,8}|1\d{10}|12345|电话|打给|致电|找|联系|call|phone|contact", re.IGNORECASE)
_PROMISE = re.compile(
    "下周|下个?月|明天|后天|过几天|过两天|尽快|近期|月底|年底|本周内|[周日号天]前|之前会|以内|[0-9一二两三四五六七八九十]+天(后|内)"
    "|soon|next week|tomorrow|by (mon|tues|wednes|thurs|fri)day|within",
    re.IGNORECASE,
)


def missing(text: str, *, promised: str) -> list[str]:
    """What the answer does not say yet, in sentences; empty where nothing is missing or nothing is written."""
    said = text.strip()
    if not said:
        return []
    found = []
    if len(said) < SHORTEST or not _DONE.search(said):
        found.append(_("Say what was done, so that the resident can check it."))
    if not _WHEN.search(said):
        found.append(_("Say when it was done."))
    if not _WHO.search(said):
        found.append(_("Say whom to call if it comes back, with the number."))
    if _PROMISE.search(said) and not promised:
        found.append(_("You promise something for later. Put the day below, and you are reminded of it."))
    return found


@page("case.act", methods=("POST",), aside=True)
def hints(request: Request) -> HttpResponse:
    """The hints on what is being typed."""
    found = missing(request.POST.get("text", ""), promised=request.POST.get("promised", ""))
    return render(request, "desk/hints.html", {"hints": found})
