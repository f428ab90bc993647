"""The desk's API: the inbox, a case, the next action, intake. A session as on the screens, one post at a time."""

# No postponed annotations here: django-ninja reads the parameters of every operation.
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from linli.gates.identity import entering
from linli.gates.identity.refused import NotLetIn
from linli.gates.web_api import bodies, reporting, shapes, telling
from linli.gates.web_api.api import Api
from linli.gates.web_api.places import found_places
from linli.gates.web_api.problems import LoginRefused, Refused
from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue, lists, queries
from linli.kernel.cases.actions import CoHandler, Move, TaskTaken
from linli.kernel.cases.actions.noting import note_read
from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.owners import next_owners
from linli.kernel.desks import actions as desks
from linli.kernel.people import queries as people
from linli.kernel.people.queries import Owner
from linli.kernel.ratings import queries as opinions
from linli.kit import sessions
from linli.kit.desk import tokens
from linli.kit.routes import OPEN, Request, owe
from linli.plumbing import numbers, policy, scope

MOST_TASKS = 100

api = Api(
    "desk",
    title="Linli: the desk",
    description="The inbox of a post, its cases and what may be done to them. Log in first; a session wears one post.",
)


class Asked(shapes.Strict):
    """What an inbox is asked for."""

    view: shapes.ViewName = "mine"
    lamp: shapes.LampName | None = None
    item: str = Field(default="", max_length=80)
    step: str = Field(default="", max_length=40)
    number: str = Field(default="", max_length=40)
    limit: int = Field(default=15, ge=1, le=MOST_TASKS)
    offset: int = Field(default=0, ge=0, le=queries.MOST)


@api.operation("POST", "/login", may=OPEN, takes=shapes.StaffIn, answers=shapes.StaffSessionOut)
def login(request: Request) -> object:
    """Begin a session, wearing the named post or the first."""
    body = bodies.read(request, shapes.StaffIn)
    address = sessions.address_of(request)
    try:
        account, shown = entering.enter_whole(body.login, body.password, body.code, address=address, now=request.now)
    except NotLetIn as refused:
        raise LoginRefused.of(refused) from refused
    posts = people.posts_of(account.id, at=request.now)
    worn = next((held for held in posts if not body.post or tokens.mark("post", held.id) == body.post), None)
    if worn is None:
        raise Refused(_("You do not hold this post, or no longer."), field="post")
    sessions.log_in(request, account, shown=shown, post=worn.id)
    hat = sessions.hat_of(request)
    return {"csrf": get_token(request), "who": hat.label, "role": hat.role, "posts": [_post(held) for held in posts]}


@api.operation("POST", "/logout", may=OPEN, answers=shapes.Done)
def logout(request: Request) -> object:
    """End the session."""
    sessions.log_out(request)
    return {"done": True}


@api.operation("GET", "/items", may="case.act", answers=list[shapes.ItemOut])
def items(request: Request) -> object:
    """The matters that can be reported."""
    return [telling.item(entry) for entry in catalogue.items(at=request.now)]


@api.operation("GET", "/places", may="case.act", answers=list[shapes.PlaceOut])
def places(request: Request, q: str) -> object:  # noqa: ARG001  the first parameter of every operation
    """The places an address may mean: candidates for a matter whose place is not known."""
    return found_places(q)


@api.operation("GET", "/inbox", may="case.act", answers=shapes.InboxOut)
def inbox(request: Request, asked: Query[Asked]) -> object:
    """The tasks of a view, the most urgent first."""
    lamp = shapes.LAMPS.index(asked.lamp) if asked.lamp else None
    wanted = queries.Wanted(view=asked.view, lamp=lamp, item=asked.item, step=asked.step, number=asked.number)
    limit, offset = asked.limit + 1, asked.offset
    found = lists.inbox(request.hat, wanted, limit=limit, offset=offset, fields=lists.SHOWN)
    return {"tasks": [telling.task(one) for one in found[: asked.limit]], "more": len(found) > asked.limit}


@api.operation(
    "POST", "/cases", may="case.report", takes=shapes.IntakeIn, answers=shapes.OpenedOut, photos=True, status=201
)
def take_in(request: Request) -> HttpResponse:
    """Take in a matter for somebody who called, came or wrote."""
    body = bodies.read(request, shapes.IntakeIn)
    if body.at is not None and (body.at.tzinfo is None or body.at > request.now):
        raise Refused(_("A time lies in the past and has its zone: 2026-11-23T09:24:00+08:00."), field="at")
    return reporting.open_from(request, body, channel=body.channel, at=body.at)


@api.operation("GET", "/cases/{number}", may="case.act", answers=shapes.CaseOut)
def case(request: Request, number: str) -> object:
    """One case with its history, its clocks and what may be done now. A look at a named reporter is written down."""
    file = queries.case_file(number)
    if file.reporter.kind == "named":
        owe(request, note_read, case_id=file.case.id)
    return telling.case(file, opinions.of_case(file.case.id), oversees=policy.may(request.hat, "case.oversee"))


@api.operation("GET", "/cases/{number}/owners", may="case.act", answers=list[shapes.OwnerOut])
def owners(request: Request, number: str) -> object:
    """The desks this case may be handed to, the nearest first."""
    found = _owners(request, Case.objects.get(number=numbers.tidy(number)))
    return [{"owner": tokens.owner_mark(one), "label": one.label, "role": one.role} for one in found]


@api.operation("POST", "/cases/{number}/actions", may="case.act", takes=shapes.ActIn, answers=shapes.Done, photos=True)
def act(request: Request, number: str) -> object:
    """Do one action. With the mark of the task that was seen, an act that comes too late is refused."""
    body = bodies.read(request, shapes.ActIn)
    photos = bodies.photos(request, body.photos)
    with scope.reading(request.hat, now=request.now):
        found = Case.objects.get(number=numbers.tidy(number))
        task = _seen(found, body.task)
        to = _owner(request, found, body.next_owner)
        asked = [CoHandler(_named(request, found, one.owner), one.brief) for one in body.co_handlers]
        released = _seen(found, body.branch)
    move = Move(
        action=body.action,
        task=task.id if task else None,
        text=body.text,
        photos=photos,
        outcome=body.outcome,
        basis=body.basis,
        promised=body.promised,
        next_owner=to,
        place=body.place,
        grid=body.grid,
        co_handlers=tuple(asked),
        branch=released.id if released else None,
        where=body.where,
        release=body.release,
    )
    cases.act(case_id=found.id, move=move, by=request.hat, now=request.now)
    return {"done": True}


@api.operation("POST", "/cases/{number}/item", may="case.correct", takes=shapes.CorrectIn, answers=shapes.Done)
def correct(request: Request, number: str) -> object:
    """Put a case under the matter it really is. It begins anew there; time that has run stays run."""
    body = bodies.read(request, shapes.CorrectIn)
    with scope.reading(request.hat, now=request.now):
        found = Case.objects.get(number=numbers.tidy(number))
        task = _seen(found, body.task)
    cases.correct(
        case_id=found.id,
        item=body.item,
        reason=body.reason,
        task=task.id if task else None,
        by=request.hat,
        now=request.now,
    )
    return {"done": True}


@api.operation("POST", "/cases/{number}/words", may="case.act", takes=shapes.NoteIn, answers=shapes.Done, photos=True)
def add_words(request: Request, number: str) -> object:
    """Add to the history without moving the case; who is named in an internal note (@) hears of it."""
    body = bodies.read(request, shapes.NoteIn)
    photos = bodies.photos(request, body.photos)
    with scope.reading(request.hat, now=request.now):
        found = Case.objects.values_list("id", flat=True).get(number=numbers.tidy(number))
    desks.note(case_id=found, text=body.text, photos=photos, internal=body.internal, by=request.hat, now=request.now)
    return {"done": True}


def _seen(found: Case, mark: str) -> Task | None:
    """The open task of the mark a program read; ``TaskTaken`` where it is done by now, None where none was sent."""
    if not mark:
        return None
    task = tokens.task_of(Task.objects.filter(case_id=found.id, done__isnull=True), mark)
    if task is None:
        raise TaskTaken
    return task


def _post(held: people.HeldPost) -> telling.Told:
    return {
        "post": tokens.mark("post", held.id),
        "role": held.role,
        "title": held.title,
        "place": held.place,
        "unit": held.unit,
    }


def _owners(request: Request, found: Case) -> list[Owner]:
    return next_owners(found.scope_id, at=request.now)


def _owner(request: Request, found: Case, given: str) -> Owner | None:
    return _named(request, found, given) if given else None


def _named(request: Request, found: Case, given: str) -> Owner:
    """The desk of a mark."""
    named = (one for one in _owners(request, found) if constant_time_compare(tokens.owner_mark(one), given))
    to = next(named, None)
    if to is None:
        raise Refused(
            _("This desk cannot take the case. Ask again for the desks it may be handed to."), field="next_owner"
        )
    return to
