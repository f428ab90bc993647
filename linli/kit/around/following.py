"""Following a public matter: at once with a login, by phone once its owner says so, and leaving at one tap.

A message to a phone holds a secret link. It opens this one following and nothing else, without a login.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.people import phones
from linli.kernel.people.phones import PhoneWrong
from linli.kernel.publications import actions as publications
from linli.kernel.publications import queries as faces
from linli.kernel.publications.actions import MatterClosed
from linli.kernel.publications.models import Follower, PublicFace
from linli.kernel.publications.queries import followers
from linli.kit import refusals, sessions
from linli.kit.around import matter
from linli.kit.counter import receipts
from linli.kit.routes import OPEN, Request, page
from linli.plumbing import rates, scope
from linli.plumbing.scope import Hat

FROM_AN_ADDRESS, TO_A_PHONE = 30, 5
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class TooMany(Exception):
    """This address, or this phone, has been given very often."""

    @property
    def sentence(self) -> str:
        return _("Too many were followed from here or with this number. Try again tomorrow, or use the feed.")

    def __str__(self) -> str:
        return self.sentence


@page("face.follow", methods=("POST",))
def follow(request: Request, code: str) -> HttpResponse:
    """Follow a matter from its page."""
    with scope.reading(request.hat, now=request.now):
        face = faces.one(code)
    phone = request.POST.get("phone", "")
    try:
        done = begin(request, face.code, phone=phone)
    except (PhoneWrong, TooMany) as wrong:
        with scope.reading(request.hat, now=request.now):
            return matter.draw(request, face, status=422, error=str(wrong), phone=phone)
    except MatterClosed:
        done = ""
    return HttpResponseRedirect(address(face, done))


def begin(request: Request, code: str, *, phone: str = "") -> str:
    """Follow in the channel the person has; returns what was done. ``PhoneWrong`` where there is none."""
    if not rates.allow("follow", sessions.address_of(request), most=FROM_AN_ADDRESS, per=HOUR, now=request.now):
        raise TooMany
    if request.hat.account:
        publications.follow(code=code, by=request.hat, now=request.now)
        return "followed"
    number = phones.checked(phone)
    if not rates.allow("follow by", phones.index(number).hex(), most=TO_A_PHONE, per=DAY, now=request.now):
        raise TooMany
    publications.ask_to_follow(code=code, phone=number, by=request.hat, now=request.now)
    return "asked"


@page("face.follow", methods=("POST",))
def leave(request: Request, code: str) -> HttpResponse:
    """Follow no longer, from the page of the matter."""
    with scope.reading(request.hat, now=request.now):
        face = faces.one(code)
    publications.leave(case_id=face.case_id, by=request.hat, now=request.now)
    return HttpResponseRedirect(address(face, "left"))


@page(OPEN, methods=("GET", "POST"))
def by_code(request: Request, code: str) -> HttpResponse:
    """The secret link of a message: say that the phone is one's own, read how it stands, or follow no longer.

    Opening it changes nothing, because machines open links too; the one button does.
    """
    if receipts.is_stopped(request):
        return receipts.stopped(request)
    hat = followers.hat_for_follower(code)
    if hat is None:
        return _nobody(request)
    if request.method == "POST":
        return _done(request, hat, code)
    scope.become(hat, now=request.now, read_only=True)
    found = followers.follower(hat)
    face = PublicFace.objects.filter(case_id=found.case_id).first() if found else None
    if found is None or face is None:
        return _nobody(request)
    return matter.draw(request, face, secret=code, waits=found.since is None)


def _done(request: Request, hat: Hat, code: str) -> HttpResponse:
    with scope.reading(hat, now=request.now):
        row = Follower.objects.get(subject_id__in=hat.subjects)
        face = PublicFace.objects.get(case_id=row.case_id)
    if request.POST.get("act") == "confirm":
        publications.confirm(by=hat, now=request.now)
        return HttpResponseRedirect(f"{reverse('follower', args=(code,))}?done=confirmed")
    publications.leave(case_id=row.case_id, by=hat, now=request.now)
    return HttpResponseRedirect(address(face, "left"))


def _nobody(request: Request) -> HttpResponse:
    """No such code, or one that was given up: the same answer, and it counts as a wrong one."""
    if request.method == "GET":
        transaction.on_commit(lambda: receipts.count_wrong(request))  # this page only reads, so it is counted after it
    else:
        receipts.count_wrong(request)
    sentence = _("Nothing is followed with this link any more. Whatever is public of a matter stands in the list.")
    return refusals.refuse(request, 404, sentence, back=reverse("around"), back_words=_("Matters around"))


def address(face: PublicFace, done: str = "") -> str:
    return reverse("public_matter", args=(face.code,)) + (f"?done={done}" if done else "")
