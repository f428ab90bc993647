"""The services: the city's items as the specification lists and describes them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.gates.open311 import written
from linli.gates.open311.entry import resource
from linli.kernel.cases import catalogue
from linli.kernel.cases.packs import Item, Question
from linli.kit.counter.here import language
from linli.kit.counter.similar import limit_words
from linli.kit.routes import OPEN, Request

KEEP = 300  # seconds a list of services may be kept
REALTIME, BATCH = "realtime", "batch"
DATATYPES = {
    "line": "string",
    "text": "text",
    "number": "number",
    "time": "datetime",
    "one_of": "singlevaluelist",
    "any_of": "multivaluelist",
}


@resource(OPEN, "GET")
def services(request: Request, form: str) -> HttpResponse:
    """The matters that can be reported."""
    told = [service(item) for item in catalogue.items(at=request.now)]
    return written.kept(request, written.answer(told, "services", form), seconds=KEEP)


@resource(OPEN, "GET")
def definition(request: Request, code: str, form: str) -> HttpResponse:
    """What a service asks besides place and words."""
    item = item_of(request, code)
    attributes = [_attribute(question, place) for place, question in enumerate(item.questions, 1)]
    told = {"service_code": item.code, "attributes": attributes}
    return written.kept(request, written.answer(told, "service_definition", form), seconds=KEEP)


def item_of(request: Request, code: str) -> Item:
    """The item of a service_code, or :class:`UnknownItem`."""
    found = next((item for item in catalogue.items(at=request.now) if item.code == code), None)
    if found is None:
        raise catalogue.UnknownItem
    return found


def service(item: Item) -> dict[str, Any]:
    """One service of the list. A matter that is not shown to everybody gets its id later, by a token."""
    words = language()
    names = [item.label, *([item.elder] if item.elder else []), item.group]
    hint = item.hint.text(words) if item.hint else item.label.text(words)
    return {
        "service_code": item.code,
        "service_name": item.label.text(words),
        "description": " ".join(filter(None, (hint, notice(item)))),
        "metadata": bool(item.questions),
        "type": REALTIME if item.public else BATCH,
        "keywords": ", ".join(dict.fromkeys(name.text(words) for name in names)),
        "group": item.group.text(words),
    }


def _attribute(question: Question, place: int) -> dict[str, Any]:
    words = language()
    return {
        "variable": True,
        "code": question.code,
        "datatype": DATATYPES[question.kind],
        "required": question.required,
        "datatype_description": question.hint.text(words) if question.hint else None,
        "order": place,
        "description": question.label.text(words),
        "values": [{"key": choice.code, "name": choice.label.text(words)} for choice in question.choices],
    }


def notice(item: Item) -> str:
    """What the office promises; that nobody has confirmed it yet is said too."""
    promised = item.promised
    if promised is None:
        return ""
    unsure = _(" (still to be confirmed by the department)") if promised.unverified else ""
    return _("To be done within %(limit)s%(unsure)s.") % {"limit": limit_words(promised), "unsure": unsure}
