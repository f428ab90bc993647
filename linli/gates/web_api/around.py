"""Public matters over the API: listed, near, one with its history, followed. All of it reads public faces alone."""

# No postponed annotations here: django-ninja reads the parameters of every operation.
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from ninja import Query

from linli.engines import cubes
from linli.gates.web_api import bodies, telling
from linli.gates.web_api.problems import Refused, TooOften
from linli.gates.web_api.public import api
from linli.gates.web_api.shapes import Done
from linli.gates.web_api.shapes import around as shapes
from linli.kernel.cases import catalogue
from linli.kernel.places import queries as places
from linli.kernel.publications import actions as publications
from linli.kernel.publications import queries as faces
from linli.kernel.publications.actions import MatterClosed
from linli.kernel.publications.models import PublicFace, PublicPhoto
from linli.kernel.publications.queries import Asked, followers
from linli.kit.around import following, showing
from linli.kit.routes import OPEN, Request
from linli.plumbing import scope
from linli.plumbing.packs import Words


@api.operation("GET", "/public", may=OPEN, answers=shapes.PublicListOut)
def public_matters(request: Request, asked: Query[shapes.PublicAsked]) -> object:
    """What is public of the city's matters, the newest first, at most a thousand."""
    question = Asked(
        items=(asked.item,) if asked.item else (),
        states=(asked.state,) if asked.state else (),
        scopes=tuple(places.scopes_under(asked.community)) or (0,) if asked.community else (),
        opened_from=asked.opened_from,
        changed_from=asked.changed_from,
        with_answer=asked.answers,
    )
    found = faces.listed(question, limit=asked.limit + 1, offset=asked.offset)
    return {"matters": _told(found[: asked.limit], request), "more": len(found) > asked.limit}


@api.operation("GET", "/public-near", may=OPEN, answers=list[shapes.NearOut])
def near(request: Request, asked: Query[shapes.NearAsked]) -> object:
    """Open matters of an item around a point, as near as the catalogue says: is it this one?"""
    item = next((one for one in catalogue.items(at=request.now) if one.code == asked.item), None)
    if item is None:
        raise catalogue.UnknownItem
    found = faces.near((asked.lon, asked.lat), items=[item.code], radius=item.near)
    told = _told([one.face for one in found], request)
    return [{"metres": round(one.metres), "matter": matter} for one, matter in zip(found, told, strict=True)]


@api.operation("GET", "/public/{code}", may=OPEN, answers=shapes.PublicMatterOut)
def public_matter(request: Request, code: str) -> object:
    """One public matter with how its state turned."""
    face = faces.one(code)
    lead = faces.joined_to(face)
    turns = faces.history_of([face]).get(face.case_id, [])
    return {
        **_told([face], request)[0],
        "history": [{"state": "open", "at": face.opened}, *({"state": one.state, "at": one.at} for one in turns)],
        "joined_to": lead.code if lead else "",
        "follows": followers.followed_by(request.hat, face.case_id) is not None,
    }


@api.operation("POST", "/public/{code}/follow", may="face.follow", takes=shapes.FollowIn, answers=shapes.FollowOut)
def follow(request: Request, code: str) -> object:
    """Hear how a public matter goes on."""
    body = bodies.read(request, shapes.FollowIn)
    face = _one(request, code)
    try:
        return {"done": following.begin(request, face.code, phone=body.phone)}
    except following.TooMany as often:
        raise TooOften(str(often)) from often
    except MatterClosed as closed:
        raise Refused(str(closed)) from closed


@api.operation("POST", "/public/{code}/leave", may="face.follow", takes=shapes.LeaveIn, answers=Done)
def leave(request: Request, code: str) -> object:
    """Follow a public matter no longer. Done also where nobody followed."""
    body = bodies.read(request, shapes.LeaveIn)
    face = _one(request, code)
    hat = (followers.hat_for_follower(body.code) if body.code else None) or request.hat
    publications.leave(case_id=face.case_id, by=hat, now=request.now)
    return {"done": True}


def _one(request: Request, code: str) -> PublicFace:
    with scope.reading(request.hat, now=request.now):
        return faces.one(code)


def _told(found: Sequence[PublicFace], request: Request) -> list[telling.Told]:
    labels = {item.code: item.label for item in catalogue.items(at=request.now)}
    photos = faces.photos_of(found) if found else {}
    return [_matter(face, labels, photos.get(face.case_id, [])) for face in found]


def _matter(face: PublicFace, labels: dict[str, Words], photos: Sequence[PublicPhoto]) -> telling.Told:
    label = labels.get(face.item)
    return {
        "code": face.code,
        "link": settings.PUBLIC_URL + reverse("public_matter", args=(face.code,)),
        "item": face.item,
        "title": face.title,
        "item_label": telling.words(label) if label else None,
        "where": face.where,
        "lon": face.lon,
        "lat": face.lat,
        "state": face.state,
        "outcome": face.outcome,
        "answer": face.answer,
        "people": cubes.shown(face.people),
        "opened": face.opened,
        "answered": face.answered,
        "closed": face.closed,
        "due": face.due,
        "changed": face.changed,
        "photos": [settings.PUBLIC_URL + showing.photo_address(face, photo) for photo in photos],
    }
