"""Words kept ready: which are offered in which form of a case, and with which of its gaps filled.

They are put into a form and sent by a person. A blank somebody has not filled in is not sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from linli.engines.flow import Action
from linli.kernel.cases.catalogue import has_effect
from linli.kernel.cases.queries import CaseFile
from linli.kernel.cases.reports import NotAReport
from linli.kernel.desks import queries
from linli.kernel.desks.packs import BLANK, USES, filled
from linli.kit import words
from linli.kit.desk import speaking
from linli.kit.routes import Request

Phrases = dict[str, list[tuple[str, str]]]


def use_of(action: Action) -> str:
    """Which kind of words an action wants."""
    if action.returns:
        return "handover"
    if has_effect(action, "answers"):
        return "answer"
    return "contact" if has_effect(action, "contacts") else "note"


def offered(file: CaseFile, own: Sequence[tuple[str, str, list[str], list[str]]], *, request: Request) -> Phrases:
    """The unit's phrases, then those of the packs, by use, with their gaps filled from the case."""
    values = values_of(file, request=request)
    language = speaking.language()
    packs = [
        (one.label.text(language), one.text.text(language), one.uses, one.items)
        for one in queries.pack_phrases(now=request.now)
    ]
    found: Phrases = {use: [] for use in USES}
    for name, text, uses, items in [*own, *packs]:
        if not items or file.case.item in items:
            for use in uses:
                found[use].append((name, filled(text, values)))
    return found


def values_of(file: CaseFile, *, request: Request) -> Mapping[str, str]:
    """What a case fills gaps with. Nothing of the reporter is among it."""
    now, case, task = request.now, file.case, file.task
    return {
        "number": case.number,
        "title": case.title,
        "where": case.where,
        "item": file.matter.item.label.text(speaking.language()),
        "unit": speaking.unit_of(task) if task else "",
        "step": speaking.step_words(file.matter, case.step),
        "reported": words.day(case.at, now),
        "due": words.moment(case.due, now) if case.due else "",
        "today": words.long_day(now),
        "me": request.hat.label,
    }


def check_filled(text: str) -> None:
    """Refuse words with a blank nobody has filled in."""
    if BLANK.search(text):
        raise NotAReport("text", _("There is still a blank (____) in the words. Fill it in, or take it out."))
