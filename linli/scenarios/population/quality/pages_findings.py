"""Contradictions at the desk: how many of each check, the list of a community, one with what it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from linli.kernel.people.queries import faces_of
from linli.kit import sheets, words
from linli.kit.board.asked import number
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.kit.sheets import Column
from linli.plumbing.pointers import pointer
from linli.scenarios.population.desk.wheres import Where, wheres
from linli.scenarios.population.quality import checking, finding, findings, pages, queries, saying
from linli.scenarios.population.quality.checking import RegisterCheck
from linli.scenarios.population.quality.models import Finding

MOST_PAGES = 100


@page("quality.see")
def contradictions(request: Request) -> HttpResponse:
    """The checks with their counts; in a community also which they are."""
    found = pages.own_sheet(request, deep=False)
    counts = findings.counts(pages.places_of(found, request), at=request.now)
    context: dict[str, Any] = {
        "found": found,
        "ways": pages.ways(found),
        "above": pages.above(found, request),
        "counts": [_count(one, found) for one in sorted(counts, key=lambda one: not one.stand)],
        "total": sum(one.open for one in counts),
    }
    if found.is_community:
        context |= _listed(request, found)
    return frame.draw(request, "population/quality/findings.html", context, here="quality")


def _count(one: findings.Count, found: queries.Sheet) -> dict[str, Any]:
    return {
        "label": saying.text(one.entry.label),
        "stand": one.stand,
        "open": one.open,
        "explained": one.explained,
        "sends": bool(one.entry.opens),
        "code": one.entry.of,
        "href": f"{reverse('quality_findings')}?place={found.place.id}&check={one.entry.of}" if one.stand else "",
    }


def _listed(request: Request, found: queries.Sheet) -> dict[str, Any]:
    check, is_open = request.GET.get("check", "")[:40], request.GET.get("state") != "ended"
    at_page = max(1, min(number(request.GET.get("page", "")) or 1, MOST_PAGES))
    rows = findings.listed(found.place.id, check=check, is_open=is_open, page=at_page)
    shown, entries = rows[: findings.PAGE], checking.texts(at=request.now)
    return {
        "rows": _told(shown, entries, request.now),
        "more": len(rows) > findings.PAGE,
        "page": at_page,
        "check": check,
        "check_label": saying.text(entries[check].label) if check in entries else "",
        "is_open": is_open,
    }


def _told(rows: Sequence[Finding], entries: dict[str, RegisterCheck], now: datetime) -> list[dict[str, Any]]:
    """The rows as they are read, names masked. Two statements."""
    labels = wheres(one.place_id for one in rows)
    faces = faces_of([one.person_id for one in rows if one.person_id])
    made = []
    for one in rows:
        face, entry = faces.get(one.person_id or 0), entries.get(one.check_code)
        made.append(
            {
                "label": saying.text(entry.label) if entry else one.check_code,
                "says": _says(entry, one),
                "look": saying.text(entry.look) if entry and entry.look else "",
                "where": labels.get(one.place_id),
                "who": face.name if face else "",
                "who_href": reverse("register_person", args=[pointer("person", face.id)]) if face else "",
                "found": words.day(one.found, now),
                "state": saying.STATES.get(one.state, one.state),
                "reason": one.reason,
                "by": one.who,
                "number": one.number,
                "case": reverse("matter", args=[one.number]) if one.number else "",
            }
        )
    return made


def _says(entry: RegisterCheck | None, one: Finding) -> str:
    if entry is None:
        return ""
    return finding.worded(entry.says.text(get_language() or "zh-hans"), one.figures)


@page("quality.see", step_up=True)
def findings_table(request: Request) -> HttpResponse:
    """The contradictions of a community as an Excel file."""
    found = pages.own_sheet(request, deep=False)
    if not found.is_community:
        raise Http404
    heads = (
        _("Check"),
        _("What"),
        _("Where"),
        _("Who"),
        _("Found"),
        pgettext("finding", "State"),
        _("Reason"),
        _("Matter"),
    )
    about = [(_("Place"), found.place.name), (_("Made"), words.moment(request.now, request.now))]
    columns = [Column(head) for head in heads]
    made = [sheets.Sheet(_("Contradictions"), columns, _cells(found, request))]
    return sheets.download(made, name=_("%(place)s: contradictions") % {"place": found.place.name}, about=about)


def _cells(found: queries.Sheet, request: Request) -> Iterator[list[str]]:
    entries, check = checking.texts(at=request.now), request.GET.get("check", "")[:40]
    for at_page in range(1, MOST_PAGES + 1):
        rows = findings.listed(found.place.id, check=check, page=at_page)
        for one in _told(rows[: findings.PAGE], entries, request.now):
            where: Where | None = one["where"]
            yield [one["label"], one["says"], where.label if where else "", one["who"], one["found"],
                   str(one["state"]), one["reason"], one["number"]]  # fmt: skip
        if len(rows) <= findings.PAGE:
            return
