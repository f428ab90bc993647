"""Keeping a running case from the unit or the member of staff it turns out to be about, and undoing a mistake in that.

The wall on tasks does the hiding (see ``policy``); here the rows say from whom, the open task goes to who oversees that
unit, and nothing of it stays in public.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.cases import catalogue, owners
from linli.kernel.cases.actions import events, showing
from linli.kernel.cases.actions.moving import spot_of
from linli.kernel.cases.facts import CaseMoved
from linli.kernel.cases.models import Case, Event, Task
from linli.kernel.cases.owners import Owner
from linli.kernel.cases.reports import NotAReport, tidy
from linli.kernel.journal import actions as journal
from linli.kernel.people import queries as people
from linli.kernel.publications import actions as publications
from linli.plumbing import facts, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

CONCEALED, REVEALED = "concealed", "revealed"


def conceal(*, case_id: int, unit: int, account: int = 0, text: str = "", by: Hat, now: datetime) -> None:
    """Mark a running case as one about a unit, or somebody of it: from this moment on they see it nowhere.

    For what turns out only on reading to be about staff. The open task goes to who oversees the unit; the public face
    goes for good.
    """
    policy.require(by, "case.oversee")
    if unit == by.unit or account == by.account:
        raise NotAllowed
    with scope.writing(by, now=now):
        case = _locked(case_id, by)
        to = owners.overseer(case.scope_id, about=unit, at=now)
        scope.widen(by, {to.scope_id})
        before = {"confidential": case.confidential, "scope": case.scope_id}
        line = journal.append(verb="case.conceal", kind="case", record=case_id, by=by, at=now, payload={"unit": unit})
        case.about_unit, case.about_account, case.confidential, case.scope_id = unit, account, True, to.scope_id
        case.scopes = sorted({*case.scopes, to.scope_id})
        case.save()
        _give(case, to)
        publications.hide(case_id)
        _tell(case, CONCEALED, line, text=text, data=before, by=by, now=now)


def reveal_to_unit(*, case_id: int, text: str, by: Hat, now: datetime) -> None:
    """It was not about that unit after all: the case goes back to whoever answers for it, in sight of everybody.

    What a reporter said to be about a unit stays so: only what staff have marked can be unmarked, with a reason.
    """
    policy.require(by, "case.oversee")
    if not tidy(text):
        raise NotAReport("reveal", _("Write how you know that it is not about them."))
    with scope.writing(by, now=now):
        case = _locked(case_id, by)
        marked = Event.objects.filter(case_id=case_id, verb=CONCEALED).select_related("body").order_by("-id").first()
        if not case.about_unit or marked is None:
            raise NotAReport("reveal", _("The reporter said whom it is about. That stays."))
        before = marked.body.data
        line = journal.append(verb="case.reveal", kind="case", record=case_id, by=by, at=now)
        case.about_unit = case.about_account = 0
        case.confidential, case.scope_id = bool(before["confidential"]), int(before["scope"])
        case.save()
        matter = catalogue.of_versions(case.item_version, case.flow_version)
        main = Task.objects.filter(case_id=case_id, done__isnull=True, branch="").first()
        to = owners.of_step(matter, main.step, spot=spot_of(case, matter, at=now), at=now) if main else None
        if to is not None:
            scope.widen(by, {to.scope_id})
            case.scopes = sorted({*case.scopes, to.scope_id})
            case.save(update_fields=["scopes"])
        _give(case, to)
        if not case.answered:
            showing.renew(case, matter, at=now)
        _tell(case, REVEALED, line, text=text, data={}, by=by, now=now)


def named(unit: int, name: str, *, case: Case, at: datetime) -> int:
    """The account of who is called so in a unit around a case; 0 where no name was given."""
    if not tidy(name):
        return 0
    around = people.colleagues(case.scopes, roles=sorted(policy.roles_for("case.act")), at=at)
    found = {one.account for one in around if one.unit_id == unit and one.name == tidy(name)}
    if len(found) != 1:
        raise NotAReport("who", _("Nobody of this name works there, or more than one. Leave it open: it hides all."))
    return found.pop()


def _locked(case_id: int, by: Hat) -> Case:
    case = Case.objects.select_for_update().get(id=case_id)
    if case.closed is not None:
        raise NotAReport("conceal", _("This matter is closed already."))
    scope.widen(by, case.scopes)
    return case


def _give(case: Case, to: Owner | None) -> None:
    """All tasks say whom the case is about, and the open ones lie on the desk that may see it."""
    tasks = Task.objects.filter(case_id=case.id)
    tasks.update(about_unit=case.about_unit, about_account=case.about_account, community_id=case.scope_id)
    if to is not None:
        desk = {"role": to.role, "unit_id": to.unit_id, "unit_name": to.unit_name, "scope_id": to.scope_id}
        open_ones = tasks.filter(done__isnull=True).exclude(role="reporter")
        open_ones.update(**desk, area_id=to.area_id, taken_by=None, taken_name="", route="")


def _tell(case: Case, verb: str, line: int, *, text: str, data: Mapping[str, object], by: Hat, now: datetime) -> None:
    happening = events.Happening(case.id, verb, case.step, line, now, to_step=case.step, data=data, shown=False)
    event = events.write([replace(happening, text=tidy(text)[:500])], by=by)[0]
    facts.tell(CaseMoved(case.id, event.id, 0), line=line, by=by, at=now)
