"""Number and secret code: shown once after sending, and the way back to one case without an account.

Whoever has the code holds that one case: it can be followed, added to, rated and reopened. Wrong codes are counted by
address; a right one is never counted, so that a crowd behind one address can all look.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue
from linli.kernel.cases.models import Case
from linli.kernel.cases.reports import Report
from linli.kernel.people import queries as people
from linli.kit import kept, refusals, sessions
from linli.kit.counter import sheet
from linli.kit.counter.here import page_of
from linli.kit.routes import OPEN, Request, page
from linli.kit.squares import square
from linli.plumbing import crypto, numbers, rates, scope

SHOWN = "receipt_shown"
SHOWN_FOR = timedelta(minutes=10)
WRONG, MOST_WRONG, HOUR = "receipt", 20, timedelta(hours=1)


def show_once(request: Request, opened: cases.Opened, report: Report) -> None:
    """Let the next page show the code. It is sealed in the session and forgotten after ten minutes."""
    request.session[SHOWN] = {
        "number": opened.number,
        "code": crypto.seal(opened.receipt, bound=f"receipt shown:{opened.number}").hex(),
        "item": report.item,
        "phone": people.masked_phone(report.reporter.phone),
        "reachable": bool(report.reporter.phone or report.reporter.person),
        "until": (request.now + SHOWN_FOR).isoformat(),
    }


@page(OPEN)
def done(request: Request) -> HttpResponse:
    """收到了: number, code, what happens next. Made to be printed or photographed."""
    shown = request.session.get(SHOWN)
    if shown is None:
        return HttpResponseRedirect(reverse("home"))
    code = ""
    if request.now <= datetime.fromisoformat(shown["until"]):
        code = crypto.unseal_text(bytes.fromhex(shown["code"]), bound=f"receipt shown:{shown['number']}")
    else:
        request.session[SHOWN] = {**shown, "code": ""}
    link = f"{settings.PUBLIC_URL}{reverse('receipt', args=(code,))}" if code else ""
    case = Case.objects.get(number=shown["number"])
    item = next((one for one in catalogue.items(at=request.now) if one.code == shown["item"]), None)
    return page_of(
        request,
        "done.html",
        number=shown["number"],
        code=code,
        link=link,
        qr=qr(link) if link else "",
        phone=shown["phone"],
        reachable=shown.get("reachable", False),
        due=case.due,
        promise=sheet.promise_of(item),
    )


def qr(link: str) -> Markup:
    """The link of a receipt as a square to point a phone at."""
    return square(link, title=_("Code that opens this matter"))


@page(OPEN)
def receipt(request: Request, code: str) -> HttpResponse:
    """The link on the receipt and in the message. The session remembers the case and shows it."""
    if is_stopped(request):
        return stopped(request)
    subject = _subject_of(code)
    case = _case_of(request, subject)
    if case is None or subject is None:
        transaction.on_commit(lambda: count_wrong(request))  # this page only reads, so it is counted after it
        return refusals.refuse(request, 404, _wrong(), back=reverse("track"), back_words=_("Enter number and code"))
    return _opened(request, subject, case.number)


@page(OPEN, methods=("GET", "POST"))
def track(request: Request) -> HttpResponse:
    """查进度: number and code by hand."""
    number, code = request.POST.get("number", ""), request.POST.get("receipt", "")
    if request.method != "POST":
        return page_of(request, "track.html", number=request.GET.get("number", ""), error="")
    if is_stopped(request):
        return stopped(request)
    subject = _subject_of(code)
    with scope.reading(request.hat.seeing(*([subject] if subject else [])), now=request.now):
        case = Case.objects.filter(subject_id=subject).first() if subject else None
        prefix = catalogue.city(at=request.now).prefix
    if subject is None or case is None or numbers.tidy(number, prefix=prefix) != case.number:
        count_wrong(request)
        return page_of(request, "track.html", 422, number=number, error=_wrong())
    return _opened(request, subject, case.number)


def _subject_of(code: str) -> int | None:
    """The subject a code opens; None for anything that is no code."""
    hat = people.hat_for_receipt(code) if numbers.is_code(numbers.tidy_code(code)) else None
    return hat.subjects[0] if hat else None


def _case_of(request: Request, subject: int | None) -> Case | None:
    """The one case of a receipt, seen with the receipt in hand."""
    if subject is None:
        return None
    scope.become(request.hat.seeing(subject), now=request.now, read_only=True)
    return Case.objects.filter(subject_id=subject).first()


def _opened(request: Request, subject: int, number: str) -> HttpResponse:
    sessions.remember_receipt(request, subject)
    kept.drop(request)
    return HttpResponseRedirect(reverse("matter", args=(number,)))


def count_wrong(request: Request) -> None:
    """One more wrong code from this address, on a page or over the API."""
    rates.allow(WRONG, sessions.address_of(request), most=MOST_WRONG, per=HOUR, now=request.now)


def is_stopped(request: Request) -> bool:
    """Whether this address has tried too often: then a right code does not open either, so guessing tells nothing."""
    return rates.is_used_up(WRONG, sessions.address_of(request), most=MOST_WRONG, per=HOUR, now=request.now)


def _wrong() -> str:
    return _("Number and code do not fit. Look at the receipt or the message once more; O and 0, I and 1 are the same.")


def stopped(request: Request) -> HttpResponse:
    sentence = _("Too many wrong codes came from here. Try again in an hour, or call %(phone)s.")
    phone = catalogue.city(at=request.now).hotline
    return refusals.refuse(request, 429, sentence % {"phone": phone})
