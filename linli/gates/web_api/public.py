"""The residents' API: look, report, follow, add, rate, reopen. Without an account the receipt code is the key."""

# No postponed annotations here: django-ninja reads the parameters of every operation.
from dataclasses import dataclass

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from linli.gates.identity import codes, passwords
from linli.gates.identity.refused import NotLetIn
from linli.gates.web_api import bodies, reporting, shapes, telling
from linli.gates.web_api.api import Api
from linli.gates.web_api.entry import opened_by
from linli.gates.web_api.places import found_places
from linli.gates.web_api.problems import LoginRefused, TooOften
from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue, queries
from linli.kernel.cases.models import Case
from linli.kernel.ratings import actions as ratings
from linli.kernel.ratings import queries as opinions
from linli.kit import sessions
from linli.kit.counter import crowd
from linli.kit.routes import OPEN, Request
from linli.plumbing import numbers, scope
from linli.plumbing.scope import Hat

api = Api(
    "public",
    title="Linli: residents",
    description="Report a matter, follow it by number and receipt code, add to it, rate it, have it opened again.",
)


@dataclass(frozen=True, slots=True)
class Held:
    """A matter whose reporter is at the other end: its key, and the hat that sees it."""

    case_id: int
    hat: Hat


@api.operation("GET", "/items", may=OPEN, answers=list[shapes.ItemOut])
def items(request: Request) -> object:
    """The matters that can be reported."""
    return [telling.item(entry) for entry in catalogue.items(at=request.now)]


@api.operation("GET", "/places", may=OPEN, answers=list[shapes.PlaceOut])
def places(request: Request, q: str) -> object:  # noqa: ARG001  the first parameter of every operation
    """The places an address may mean; any part of two characters finds it."""
    return found_places(q)


@api.operation("POST", "/codes", may=OPEN, takes=shapes.CodeIn, answers=shapes.Done)
def send_code(request: Request) -> object:
    """Send a one-time code to a phone. Known and unknown phones are answered alike."""
    body = bodies.read(request, shapes.CodeIn)
    try:
        address = sessions.address_of(request)
        codes.send(body.phone, address=address, language=get_language() or "zh-hans", now=request.now)
    except NotLetIn as refused:
        raise LoginRefused.of(refused) from refused
    return {"done": True}


@api.operation("POST", "/login", may=OPEN, takes=shapes.ResidentIn, answers=shapes.SessionOut)
def login(request: Request) -> object:
    """Begin a session by one-time code or password."""
    body = bodies.read(request, shapes.ResidentIn)
    try:
        if body.code:
            account, shown = codes.enter_by_code(body.phone, body.code, now=request.now), "code"
        else:
            address = sessions.address_of(request)
            account = passwords.enter_by_phone(body.phone, body.password, address=address, now=request.now)
            shown = "password"
    except NotLetIn as refused:
        raise LoginRefused.of(refused) from refused
    sessions.log_in(request, account, shown=shown)
    return {"csrf": get_token(request), "who": sessions.hat_of(request).label}


@api.operation("POST", "/logout", may=OPEN, answers=shapes.Done)
def logout(request: Request) -> object:
    """End the session."""
    sessions.log_out(request)
    return {"done": True}


@api.operation(
    "POST", "/matters", may="case.report", takes=shapes.ReportIn, answers=shapes.OpenedOut, photos=True, status=201
)
def report(request: Request) -> HttpResponse:
    """Report a matter. The same Idempotency-Key with the same content again gives the same answer."""
    body = bodies.read(request, shapes.ReportIn)
    if crowd.is_too_much(request):
        raise TooOften
    return reporting.open_from(request, body, channel="api")


@api.operation("POST", "/receipts", may=OPEN, takes=shapes.ReceiptIn, answers=shapes.MatterOut)
def open_receipt(request: Request) -> object:
    """The matter of a receipt code."""
    body = bodies.read(request, shapes.ReceiptIn)
    hat = opened_by(request, body.code)
    with scope.reading(hat, now=request.now):
        number = body.number or Case.objects.values_list("number", flat=True).get(subject_id=hat.subjects[-1])
        return _told(number)


@api.operation("GET", "/matters/{number}", may="case.see", answers=shapes.MatterOut)
def matter(request: Request, number: str) -> object:  # noqa: ARG001  the first parameter of every operation
    """A matter of one's own: of the session, or of the code in the header X-Receipt-Code."""
    return _told(number)


@api.operation(
    "POST", "/matters/{number}/words", may="case.add", takes=shapes.WordsIn, answers=shapes.Done, photos=True
)
def add_words(request: Request, number: str) -> object:
    """Add words or photos."""
    body = bodies.read(request, shapes.WordsIn)
    photos = bodies.photos(request, body.photos)
    held = _held(request, number, body.code)
    if crowd.is_too_much(request):
        raise TooOften
    cases.add_words(case_id=held.case_id, text=body.text, photos=photos, by=held.hat, now=request.now)
    return {"done": True}


@api.operation("POST", "/matters/{number}/rating", may="case.rate", takes=shapes.RatingIn, answers=shapes.Done)
def rate(request: Request, number: str) -> object:
    """Rate the answer. A bad grade opens the matter again, a good one closes it."""
    body = bodies.read(request, shapes.RatingIn)
    held = _held(request, number, body.code)
    tags = tuple(body.tags)
    ratings.rate(case_id=held.case_id, grade=body.grade, text=body.text, tags=tags, by=held.hat, now=request.now)
    return {"done": True}


@api.operation("POST", "/matters/{number}/reopening", may="case.rate", takes=shapes.ReopeningIn, answers=shapes.Done)
def reopen(request: Request, number: str) -> object:
    """Say that it is not fixed."""
    body = bodies.read(request, shapes.ReopeningIn)
    held = _held(request, number, body.code)
    ratings.reopen(case_id=held.case_id, text=body.text, by=held.hat, now=request.now)
    return {"done": True}


def _told(number: str) -> telling.Told:
    file = queries.case_file(number)
    return telling.matter(file, opinions.of_case(file.case.id))


def _held(request: Request, number: str, code: str) -> Held:
    hat = opened_by(request, code) if code else request.hat
    with scope.reading(hat, now=request.now):
        return Held(Case.objects.values_list("id", flat=True).get(number=numbers.tidy(number)), hat)
