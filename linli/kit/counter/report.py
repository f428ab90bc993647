"""报一件事: four questions on one page, sent once, answered with a number and a secret code.

Every button of the page sends the whole form, so nothing needs JavaScript: looking for an address, being shown the
same matter nearby and sending are acts of one form. What was typed and the photos stay on the server until it is sent.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases import actions as cases
from linli.kernel.cases.reports import NotAReport, Report
from linli.kernel.papers.sniff import PhotoRefused
from linli.kernel.people.phones import PhoneWrong
from linli.kernel.publications import queries as publications
from linli.kernel.publications.actions import MatterClosed
from linli.kit import kept, sessions, who
from linli.kit.around import following
from linli.kit.counter import asking, crowd, forms, receipts, sheet, similar
from linli.kit.counter.sheet import Form
from linli.kit.routes import OPEN, Request, page
from linli.plumbing import idempotency, scope
from linli.plumbing.models import IdempotencyKey
from linli.plumbing.scope import VISITOR

FOLLOW = "follow:"  # and the address of the matter that is the one


@page("case.report", methods=("GET", "POST"))
def report(request: Request) -> HttpResponse:
    """The form; sent, it opens one case."""
    if request.method != "POST":
        return sheet.draw(request, _opened(request))
    if who.is_program(request) and (answer := who.refused(request)) is not None:
        return answer
    act = request.POST.get("act", "send")
    if act == "fresh":
        kept.drop(request)
        return HttpResponseRedirect(reverse("report"))
    form = _sent(request)
    if act.startswith(FOLLOW):
        return _follow(request, act.removeprefix(FOLLOW))
    if act == "find":
        form.searched = True
        return _again(request, form, status=200)
    return _send(request, form)


def _follow(request: Request, code: str) -> HttpResponse:
    """It is that one: follow it and open nothing. Where no phone is known, the page of the matter asks for it."""
    with scope.reading(request.hat, now=request.now):
        face = publications.one(code)
    try:
        done = following.begin(request, face.code, phone=request.POST.get("phone", ""))
    except (PhoneWrong, following.TooMany):
        kept.keep(request)
        return HttpResponseRedirect(f"{following.address(face)}#follow")
    except MatterClosed:
        kept.keep(request)
        return HttpResponseRedirect(following.address(face))
    kept.drop(request)
    return HttpResponseRedirect(following.address(face, done))


def _opened(request: Request) -> Form:
    """A fresh form, filled with what this browser typed before and with what the link it came by says."""
    fields, photos = kept.take(request)
    restored = any(fields.get(name) for name in ("text", "item", "place", "where", "q")) or bool(photos)
    for name in ("item", "text"):
        if request.GET.get(name):
            fields[name] = request.GET[name]
    typed = forms.read(fields, hat=request.hat)
    typed.key, typed.asked = forms.fresh_key(), ""
    return Form(typed, photos=photos, restored=restored)


def _sent(request: Request) -> Form:
    """What was sent: the fields, the photos kept before that are still wanted, the new ones that are photos."""
    typed = forms.read(request.POST, hat=request.hat)
    photos, wrong = forms.photos_of(request, alone=who.is_program(request))
    return Form(typed, photos=photos, errors={"photo": wrong} if wrong else {})


def _send(request: Request, form: Form) -> HttpResponse:
    """Open the case, once; or show the form again with what has to be put right, or what the item asks besides."""
    unseen = not who.is_program(request) and asking.is_unseen(form.typed.item, form.typed.ask, now=request.now)
    checked = forms.check(form.typed, form.photos, hat=request.hat, now=request.now)
    form.errors |= checked.errors
    if unseen:
        form.errors = {name: said for name, said in form.errors.items() if not name.startswith(asking.FIELD)}
        form.asks_more = True
    if checked.report is None or form.errors or unseen:
        return _again(request, form, status=422 if form.errors else 200)
    key = cases.Key(_client(request), form.typed.key[:80] or forms.fresh_key(), forms.digest_of(request))
    if not form.typed.asked and _is_alike(form, checked.report, key, now=request.now):
        return _again(request, form, status=200)
    if crowd.is_too_much(request):
        return crowd.stopped(request)
    try:
        opened = cases.open_case(report=checked.report, by=request.hat, now=request.now, key=key)
    except cases.SentTooMuch:
        return crowd.sender_stopped(request)
    except (NotAReport, PhotoRefused) as refused:
        form.errors[getattr(refused, "field", "photo")] = str(refused)
        return _again(request, form)
    sessions.remember_receipt(request, opened.subject_id)
    if who.is_program(request):
        return _told(opened)
    kept.drop(request)
    receipts.show_once(request, opened, checked.report)
    return HttpResponseRedirect(reverse("report_done"))


@page(OPEN)
def blank(request: Request) -> HttpResponse:
    """The same form for nobody: a browser keeps it, and opens it where there is no network."""
    return sheet.draw(request, Form(forms.read({}, hat=VISITOR)), is_shell=True)


def _told(opened: cases.Opened) -> JsonResponse:
    """What a page's own script shows when something that had waited has been sent."""
    link = f"{settings.PUBLIC_URL}{reverse('receipt', args=(opened.receipt,))}"
    return JsonResponse({"state": "done", "number": opened.number, "receipt": opened.receipt, "link": link, "said": ""})


def _is_alike(form: Form, sent: Report, key: cases.Key, *, now: datetime) -> bool:
    """Whether to ask first if it is the same matter: once, and never of a form that opened one a moment ago."""
    form.alike = similar.near(similar.point_of(sent), item=sent.item, now=now)
    form.typed.asked = "1"
    return bool(form.alike) and not IdempotencyKey.objects.filter(client=key.client, key=key.key).exists()


def _again(request: Request, form: Form, *, status: int = 422) -> HttpResponse:
    """The form once more. It is kept on the server, because a browser never fills a file field again.

    A script that sends what had waited keeps it itself, and is told why it was not taken, or what to ask first.
    """
    if who.is_program(request):
        return _not_taken(form)
    if kept.keep(request):
        form.photos = kept.take(request)[1]
    else:
        form.photos = []
        form.errors.setdefault("photo", _("This browser has sent very many forms. Choose the photos again."))
    return sheet.draw(request, form, status=status)


def _not_taken(form: Form) -> JsonResponse:
    if form.errors or not form.alike:
        said = " ".join(dict.fromkeys(form.errors.values()))
        return JsonResponse({"state": "refused", "said": said, "errors": form.errors}, status=422)
    alike = [
        {
            "title": each.one.title,
            "where": f"{each.one.where} {each.away}",
            "state": each.one.state_words,
            "link": each.one.href,
        }
        for each in form.alike
    ]
    said = _("The same kind of matter is open nearby. Is it this one?")
    return JsonResponse({"state": "asks", "said": said, "alike": alike})


def _client(request: Request) -> bytes:
    return idempotency.client_of("counter", request.browser)
