"""What is held about me: grouped, in plain words, with who said so, why, how long and who looked.

A person reads their own rows and nobody else's: a mandate or a receipt this browser opened adds nothing to this page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.people import queries as people
from linli.kernel.people.masking import masked_id_number, masked_name, masked_phone
from linli.kernel.people.models import Person
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.kernel.rights.queries.holds import last_day, running_over
from linli.kernel.rights.queries.looks import looks_at
from linli.kernel.rights.queries.plans import readable
from linli.kernel.rights.queries.rows import Part, counts_of, parts_of
from linli.kit import sources, words
from linli.kit.counter.here import page_of
from linli.kit.once import way
from linli.kit.rights import looks, saying
from linli.kit.routes import Request, page
from linli.plumbing import held
from linli.plumbing.held import Held, Whose

MOST_LOOKS = 5
SHOWN = ("people_residence", "assets_vehicle")  # told row by row


@page("held.see")
def my_data(request: Request) -> HttpResponse:
    """Everything held about whoever has logged in."""
    whose, now = people.whose(request.hat), request.now
    may_read = readable("public")
    counts = counts_of(whose, may_read)
    told = {part.held.table: part for part in parts_of(whose, places=place_words, tables=SHOWN)}
    latest = looks_at(whose.subjects, most=MOST_LOOKS)
    return page_of(
        request,
        "my_data.html",
        here="me",
        hat=request.hat,
        myself=_myself(whose, now),
        holds=_holds(whose, now),
        groups=[_group(code, counts, told, now) for code in saying.GROUPS if code not in ("myself", "looked")],
        kept_of_me=_kinds("myself", counts),
        looks=looks.told(latest, now),
        more_looks=len(latest) == MOST_LOOKS,
        correct=way("my_home"),
        report=way("report"),
        flash_list=_did(request),
    )


def _holds(whose: Whose, now: datetime) -> list[dict[str, str]]:
    """What an authority asked to be kept, as far as I may know: who, by which paper, until when."""
    return [
        {
            "basis": saying.basis_of(one.authority, one.document),
            "reason": one.reason,
            "since": words.day(one.since, now),
            "until": words.day(last_day(one), now),
        }
        for one in running_over(whose.subjects)
    ]


def place_words(numbers: Collection[int]) -> dict[int, str]:
    """Where places are, in words. One statement."""
    rows = Place.objects.filter(id__in=set(numbers)).select_related("parent").defer("outline", "parent__outline")
    return {one.id: places.label_of([*([one.parent] if one.parent else []), one]) for one in rows}


def _myself(whose: Whose, now: datetime) -> list[dict[str, str]]:
    """Field by field, masked where somebody may look over one's shoulder, with who said so."""
    person = Person.objects.filter(id=whose.person).first() if whose.person else None
    if person is None:
        return []
    said = people.said_by(person.id)
    clear = {name: people.person_field(person, name) for name in ("name", "phone", "id_number")}
    shown = [
        ("name", _("Your name"), masked_name(clear["name"])),
        ("phone", _("Your phone"), masked_phone(clear["phone"])),
        ("id_number", _("Your identity number"), masked_id_number(clear["id_number"])),
        ("birth_year", _("Your year of birth"), str(person.birth_year or "")),
        ("sex", _("Sex"), {"m": _("male"), "f": _("female")}.get(person.sex, "")),
        ("registered_in", _("Place of registration"), _("known") if person.registered_in else ""),
    ]
    confirmed = words.day(person.confirmed, now) if person.confirmed else _("never confirmed")
    return [
        {
            "label": label,
            "value": value or _("none known"),
            "source": _by(said.get(field), person.source) if value else "",
            "confirmed": confirmed if value else "",
        }
        for field, label, value in shown
    ]


def _by(said: tuple[str, str] | None, otherwise: str) -> str:
    """Who said it: who put it right last, else whoever told us of the record."""
    return (
        " · ".join(part for part in (sources.source(said[0]), said[1]) if part) if said else sources.source(otherwise)
    )


def _kinds(code: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    return [_kind(one, counts[one.table]) for one in held.every() if one.group == code and counts.get(one.table)]


def _kind(one: Held, count: int) -> dict[str, Any]:
    return {
        "name": saying.table(one.table),
        "count": count,
        "why": saying.basis(one.basis),
        "kept": saying.kept(one),
    }


def _group(code: str, counts: Mapping[str, int], told: Mapping[str, Part], now: datetime) -> dict[str, Any]:
    rows = [
        line
        for table, part in told.items()
        if part.held.group == code
        for line in (_line(table, row, now) for row in part.rows)
    ]
    return {"code": code, "name": saying.group(code), "kinds": _kinds(code, counts), "rows": rows, "ways": _ways(code)}


def _line(table: str, row: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """One row in a line: what, where, since when, and below it who said so."""
    return {
        "what": row.get("plate", "") if table == "assets_vehicle" else sources.kind(row.get("kind", "")),
        "where": row.get("place", ""),
        "since": _day(row.get("since"), now),
        "until": _day(row.get("until"), now),
        "source": sources.source(row["source"]) if row.get("source") else "",
    }


def _day(text: str | None, now: datetime) -> str:
    return words.day(datetime.fromisoformat(text), now) if text else ""


def _ways(code: str) -> list[tuple[str, str]]:
    """Where one sees more of it or puts it right."""
    every = {
        "home": [(_("Look at it and say what is wrong"), way("my_home"))],
        "matters": [(_("My matters"), way("my_cases"))],
        "said": [(_("What I agreed to"), way("my_consents")), (_("Neighbours"), way("neighbours"))],
        "login": [(_("Passkeys, and where you are signed in"), way("own_keys")), (_("How the pages look"), way("me"))],
    }
    return [(label, href) for label, href in every.get(code, []) if href]


def _did(request: Request) -> list[dict[str, str]]:
    said = {
        "asked": _("Sent. A data officer decides within 15 days; you read here what becomes of it"),
        "taken_back": _("Taken back. Nothing is erased"),
    }.get(request.GET.get("did", ""))
    return [{"words": said, "kind": ""}] if said else []
