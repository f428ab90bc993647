"""One public matter: its states, its answer, the photos that were released, and a way to hear how it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases import catalogue
from linli.kernel.publications import queries as publications
from linli.kernel.publications.models import PublicEvent, PublicFace, PublicPhoto
from linli.kernel.publications.queries import followers
from linli.kit import words
from linli.kit.around import showing
from linli.kit.counter import here
from linli.kit.counter.here import page_of
from linli.kit.routes import OPEN, Request, page


@page(OPEN)
def matter(request: Request, code: str) -> HttpResponse:
    """The page of one public matter."""
    return draw(request, publications.one(code))


def draw(
    request: Request,
    face: PublicFace,
    *,
    status: int = 200,
    error: str = "",
    phone: str = "",
    secret: str = "",
    waits: bool = False,
) -> HttpResponse:
    """The page; with a secret code as the follower of a message sees it, who has perhaps yet to say it is theirs."""
    now = request.now
    photos = publications.photos_of([face]).get(face.case_id, [])
    turns = publications.history_of([face]).get(face.case_id, [])
    item = next((one for one in catalogue.items(at=now) if one.code == face.item), None)
    title = item.label.text(here.language()) if item else face.title
    lead = publications.joined_to(face)
    own = None if secret else followers.followed_by(request.hat, face.case_id)
    return page_of(
        request,
        "public_matter.html",
        status,
        one=showing.shown(face, title=title, now=now),
        group=item.group.text(here.language()) if item else "",
        outcome=showing.outcome_words(face.outcome),
        turns=_turns(face, turns, request),
        photos=_photos(face, photos),
        lead=reverse("public_matter", args=(lead.code,)) if lead else "",
        follows=bool(secret) or own is not None,
        may_follow=face.state != "closed",
        logged_in=bool(request.hat.account),
        feed=reverse("public_matter_feed", args=(face.code,)),
        map=_map(request, face, title),
        error=error,
        phone=phone,
        secret=secret,
        waits=waits,
        flash_list=_flashes(request),
    )


def _turns(face: PublicFace, turns: Sequence[PublicEvent], request: Request) -> list[dict[str, Any]]:
    """The public history, the newest first."""
    told = [{"at": words.moment(face.opened, request.now), "who": "", "words": _("Reported")}]
    told += [{"at": words.moment(turn.at, request.now), "who": "", "words": showing.turn_words(turn)} for turn in turns]
    return told[::-1]


def _photos(face: PublicFace, photos: Sequence[PublicPhoto]) -> list[dict[str, str]]:
    return [
        {"src": showing.photo_address(face, photo), "alt": _("Photo %(number)s, released by the unit") % {"number": at}}
        for at, photo in enumerate(photos, 1)
    ]


def _map(request: Request, face: PublicFace, title: str) -> dict[str, Any] | None:
    if face.lon is None or face.lat is None:
        return None
    city = catalogue.city(at=request.now)
    pin = {"lon": face.lon, "lat": face.lat, "lamp": showing.lamp(face, now=request.now)[0] or "green", "words": title}
    limits = (city.west, city.south, city.east, city.north)
    return {"center": (face.lon, face.lat), "zoom": 16, "limits": limits, "matters": [pin]}


def _flashes(request: Request) -> list[dict[str, str]]:
    sentence = {
        "followed": _("You follow it. When there is an answer, it stands on your first page."),
        "asked": _("A message is on its way. Open the link in it to confirm, and you hear when there is an answer."),
        "confirmed": _("You follow it. When there is an answer, a message comes."),
        "left": _("You follow it no longer, and your number is deleted."),
    }.get(request.GET.get("done", ""))
    return [{"words": sentence}] if sentence else []
