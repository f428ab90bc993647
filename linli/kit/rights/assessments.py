"""Impact assessments (个人信息保护影响评估): written before a purpose or an item handles personal data, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases import catalogue
from linli.kernel.rights import actions as rights
from linli.kernel.rights.actions import OCCASIONS, AssessmentRefused, NewAssessment
from linli.kernel.rights.models import Assessment
from linli.kit import words
from linli.kit.counter.here import language
from linli.kit.desk import frame
from linli.kit.rights import saying
from linli.kit.routes import Request, page
from linli.plumbing import policy, scope
from linli.plumbing.pointers import NoSuchPointer, number_at, pointer

MOST = 200
TYPED = ("name", "about", "occasion", "handled", "lawful", "impact", "measures", "verdict")


@page("assessment.see")
def assessments(request: Request) -> HttpResponse:
    """The newest version of each, the latest first."""
    newest: dict[int, Assessment] = {}
    for one in Assessment.objects.order_by("-at", "-id")[:MOST]:
        newest.setdefault(one.root, one)
    context = {
        "rows": [_told(one, request) for one in newest.values()],
        "may": policy.may(request.hat, "assessment.write"),
        "flash_list": [{"words": _("Written down"), "kind": ""}] if request.GET.get("did") == "kept" else [],
    }
    return frame.draw(request, "rights/assessments.html", context, here="assessments")


@page("assessment.see")
def assessment(request: Request, at: str) -> HttpResponse:
    """One assessment as it stands, with the versions before it."""
    one = _found(at)
    versions = list(Assessment.objects.filter(root=one.root).order_by("-version"))
    context = {
        "one": _told(one, request),
        "facts": _facts(one),
        "versions": [_told(other, request) for other in versions if other.id != one.id],
        "may": policy.may(request.hat, "assessment.write") and one.id == versions[0].id,
    }
    return frame.draw(request, "rights/assessment.html", context, here="assessments")


@page("assessment.write")
def new_assessment(request: Request) -> HttpResponse:
    """The form, empty or with what an earlier version says."""
    before = _found(request.GET["of"]) if request.GET.get("of") else None
    typed = {name: getattr(before, name) for name in TYPED} if before else {}
    return _form(request, typed, {}, of=request.GET.get("of", ""))


def _form(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], *, of: str, status: int = 200
) -> HttpResponse:
    items = [(item.code, item.label.text(language())) for item in catalogue.items(at=request.now)]
    context = {
        "typed": {name: typed.get(name, "") for name in TYPED},
        "errors": errors,
        "of": of,
        "items": items,
        "occasions": [(code, saying.occasion(code)) for code in OCCASIONS],
        "verdicts": [(code, saying.verdict(code)) for code in Assessment.Verdict.values],
    }
    return frame.draw(request, "rights/assessment_new.html", context, here="assessments", status=status)


@page("assessment.write", methods=("POST",))
def keep_assessment(request: Request) -> HttpResponse:
    """Keep it; a mistake shows the form again with everything that was typed."""
    typed = {name: request.POST.get(name, "").strip() for name in TYPED}
    of = request.POST.get("of", "")
    try:
        with scope.reading(request.hat, now=request.now):
            root = _found(of).root if of else 0
        rights.assess(row=NewAssessment(**typed), root=root, by=request.hat, now=request.now)
    except AssessmentRefused as wrong:
        with scope.reading(request.hat, now=request.now):
            return _form(request, typed, {wrong.field: str(wrong)}, of=of, status=422)
    return HttpResponseRedirect(f"{reverse('assessments')}?did=kept", status=303)


def _found(at: str) -> Assessment:
    try:
        return Assessment.objects.get(id=number_at("assessment", at))
    except (NoSuchPointer, Assessment.DoesNotExist):
        raise Http404 from None


def _told(one: Assessment, request: Request) -> dict[str, Any]:
    return {
        "at": pointer("assessment", one.id),
        "name": one.name,
        "about": one.about,
        "version": one.version,
        "verdict": saying.verdict(one.verdict),
        "who": one.who,
        "when": words.moment(one.at, request.now),
        "keep_until": words.day(one.keep_until, request.now),
    }


def _facts(one: Assessment) -> list[tuple[str, str]]:
    return [
        (_("Why it is assessed"), saying.occasion(one.occasion)),
        (_("What is handled, of whom, for what, for how long"), one.handled),
        (_("Why this is lawful, proper and necessary"), one.lawful),
        (_("What it does to people, and what could go wrong"), one.impact),
        (_("What protects them, and whether that is enough"), one.measures),
        (_("What comes of it"), saying.verdict(one.verdict)),
    ]
