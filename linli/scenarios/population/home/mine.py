"""我的家: what the register holds about me, still true or not, and the tenants of what I own. Works without scripts.

A resident reads their own rows and nothing else. Whether somebody they name is known to the city makes no difference
to what is asked of the database or to the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from linli.kernel.people import actions as people
from linli.kernel.people.actions import ChangeRefused, LinkRefused, NewProposal, ProposalRefused
from linli.kernel.people.models_proposals import Act
from linli.kit import words
from linli.kit.counter.here import page_of
from linli.kit.desk import tokens
from linli.kit.routes import Request, page
from linli.plumbing import rates, scope
from linli.scenarios.population.home import telling
from linli.scenarios.population.home.holding import Holding, Home, Said, holding

MOST_A_DAY, DAY = 40, timedelta(days=1)
OLDEST = date(1900, 1, 1)
TYPED = ("name", "phone", "id_number", "since", "until", "day")


@page("home.see")
def my_home(request: Request) -> HttpResponse:
    """Me, my homes, my tenants, what I have said."""
    return _drawn(request, "", {}, {})


def _drawn(
    request: Request, form: str, typed: Mapping[str, str], errors: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    held, now = holding(request.hat), request.now
    return page_of(
        request,
        "my_home.html",
        status,
        here="me",
        hat=request.hat,
        myself=telling.myself(held.person, now),
        dwellings=telling.dwellings(held, now),
        said=[telling.said(one, now) for one in held.said],
        today=words.local(now).date().isoformat(),
        form=form,
        typed=typed,
        errors=errors,
        flash_list=_did(request),
    )


def _did(request: Request) -> list[dict[str, str]]:
    said = {
        "still": _("Thank you. It is written down as still true today"),
        "sent": _("Sent. A grid worker of your community looks at it; what becomes of it stands below"),
    }.get(request.GET.get("did", ""))
    return [{"words": said, "kind": ""}] if said else []


@page("home.see", methods=("POST",))
def say(request: Request, act: str) -> HttpResponse:
    """Say one thing about my part of the register; a mistake shows the form again with everything that was typed."""
    if act not in ACTS:
        raise Http404
    typed = {name: request.POST.get(name, "").strip()[:80] for name in TYPED}
    about = request.POST.get("about", "")[:40]
    try:
        if not rates.allow("home", request.hat.account, most=MOST_A_DAY, per=DAY, now=request.now):
            raise ProposalRefused(_("That is more than anybody says in a day. Go on tomorrow, or call your community."))
        with scope.reading(request.hat, now=request.now):
            row = ACTS[act](holding(request.hat), about, typed, request.now)
        people.propose(row=row, by=request.hat, now=request.now)
    except (ChangeRefused, ProposalRefused, LinkRefused) as wrong:
        errors = {getattr(wrong, "field", "") or "day": str(wrong)}
        with scope.reading(request.hat, now=request.now):
            return _drawn(request, f"{act} {about}", typed, errors, status=422)
    did = "still" if act == "still" else "sent"
    return HttpResponseRedirect(f"{reverse('my_home')}?did={did}", status=303)


Says = Callable[[Holding, str, Mapping[str, str], datetime], NewProposal]


def _still(held: Holding, about: str, _typed: Mapping[str, str], _now: datetime) -> NewProposal:
    return NewProposal(Act.STILL_TRUE, "residence", _link(held, about))


def _left(held: Holding, about: str, typed: Mapping[str, str], now: datetime) -> NewProposal:
    return NewProposal(Act.MOVED_OUT, "residence", _link(held, about), until=_past_day(typed["day"], now))


def _never(held: Holding, about: str, _typed: Mapping[str, str], _now: datetime) -> NewProposal:
    """A landlord named me and I have not lived there: the link ends where it began."""
    number = _link(held, about)
    since = next(link.since for home in held.dwellings.values() for link in home.links if link.id == number)
    return NewProposal(Act.MOVED_OUT, "residence", number, until=since.isoformat())


def _correct(held: Holding, _about: str, typed: Mapping[str, str], _now: datetime) -> NewProposal:
    changes = {name: typed[name] for name in ("name", "phone") if typed[name]}
    if held.person is None or not changes:
        raise ChangeRefused("name", _("Write the name or the phone as it should be."))
    return NewProposal(Act.CHANGE, "person", held.person.id, changes=changes)


def _tenant(held: Holding, about: str, typed: Mapping[str, str], now: datetime) -> NewProposal:
    place, _home = _owned(held, about)
    if not typed["id_number"] and not typed["phone"]:
        raise ChangeRefused("id_number", _("Give the identity number, or at least the phone."))
    since, until = _any_day("since", typed["since"]), _any_day("until", typed["until"])
    if since and since > words.local(now).date():
        raise ChangeRefused("since", _("This day is still to come. Tell us once they have moved in."))
    if since and until and until < since:
        raise ChangeRefused("until", _("The end lies before the beginning."))
    changes = {name: typed[name] for name in ("name", "phone", "id_number")}
    return NewProposal(Act.ADD_TENANT, "dwelling", place, changes=changes, since=_moment(since), until=_moment(until))


def _tenant_left(held: Holding, about: str, typed: Mapping[str, str], now: datetime) -> NewProposal:
    for place, home in held.dwellings.items():
        found = _named(home, about)
        if home.is_owner and found is not None:
            until = _past_day(typed["day"], now)
            return NewProposal(Act.END_TENANT, "dwelling", place, changes=found.body.changes, until=until)
    raise Http404


ACTS: Mapping[str, Says] = {
    "still": _still,
    "left": _left,
    "never": _never,
    "correct": _correct,
    "tenant": _tenant,
    "tenant-left": _tenant_left,
}


def _link(held: Holding, about: str) -> int:
    """The link of my own whose mark this is."""
    every = (link.id for home in held.dwellings.values() for link in home.links)
    return _of_mark("residence", every, about)


def _owned(held: Holding, about: str) -> tuple[int, Home]:
    """The dwelling I own whose mark this is."""
    place = _of_mark("home", (place for place, home in held.dwellings.items() if home.is_owner), about)
    return place, held.dwellings[place]


def _named(home: Home, about: str) -> Said | None:
    found = [one.added for one in home.tenancies if constant_time_compare(tokens.mark("said", one.added.row.id), about)]
    return found[0] if found else None


def _of_mark(kind: str, numbers: Any, about: str) -> int:
    for number in numbers:
        if constant_time_compare(tokens.mark(kind, number), about):
            return int(number)
    raise Http404


def _past_day(text: str, now: datetime) -> str:
    """The day something ended: today, or a day before it, as a moment of the city."""
    day, today = _any_day("day", text), words.local(now).date()
    if day is not None and day > today:
        raise ChangeRefused("day", _("This day is still to come. Tell us on the day itself."))
    return now.isoformat() if day is None or day == today else _moment(day)


def _any_day(name: str, text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ChangeRefused(name, _("This is no day. Write it as in 2026-11-27.")) from None
    if day < OLDEST:
        raise ChangeRefused(name, _("This is no day. Write it as in 2026-11-27."))
    return day


def _moment(day: date | None) -> str:
    return datetime.combine(day, time(), words.city_zone()).isoformat() if day else ""
