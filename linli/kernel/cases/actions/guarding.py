"""Who must not see what: secrecy a reporter asks for (工单保密), and reports about a unit or a member of staff."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.cases import owners
from linli.kernel.cases.actions.following import Move
from linli.kernel.cases.models import Case
from linli.kernel.cases.owners import Spot
from linli.kernel.cases.packs import Item
from linli.kernel.cases.reports import NotAReport, Report, Reporter
from linli.plumbing.scope import Hat

HOW_TO_BE_KNOWN = {
    2: _("This is for whoever has signed in. Sign in with your phone; what you typed stays."),
    3: _("For this your papers have to have been looked at. Take your ID to your community's front desk once."),
    4: _("For this you sign in with a passkey. Add one on your page 我的, then sign in with it."),
}


def side_of(report: Report, spot: Spot, *, by: Hat, at: datetime) -> Reporter:
    """The reporter's side as it is kept: under secrecy for the desk that takes it in, and for no other."""
    if not report.secret:
        return report.reporter
    takes_in = by.unit if by.surface == "desk" and by.role == "clerk" else 0
    return replace(report.reporter, kept_for=takes_in or owners.intake_unit(spot.scope_id, at=at))


def spot_of(report: Report, spot: Spot, *, at: datetime) -> Spot:
    """Where a report counts as being: one about a unit lies with the division of who oversees that unit."""
    if not report.about_unit:
        return spot
    return replace(spot, scope_id=owners.overseer(spot.scope_id, about=report.about_unit, at=at).scope_id)


def check_report(report: Report, by: Hat) -> None:
    """A unit does not take in a report about itself, and secrecy needs somebody to be kept secret."""
    if report.about_unit and by.surface == "desk" and by.unit == report.about_unit:
        raise NotAReport(
            "about", _("This is about your own unit, so another desk takes it in: let them call 12345 or write online.")
        )
    if report.secret and report.reporter.kind == "anonymous":
        raise NotAReport("secret", _("Nobody is named here, so there is nothing to keep secret. Take the tick out."))


def check_known(item: Item, by: Hat) -> None:
    """A resident is known as well as the item asks for; staff at a window have whoever asks before them."""
    wanted = int(item.identity[1])
    if by.surface == "public" and by.level < wanted:
        raise NotAReport("item", HOW_TO_BE_KNOWN[max(2, min(wanted, by.level + 1 if by.level >= 2 else 2))])


def is_veiled(case: Case, by: Hat) -> bool:
    """Whether the history leaves out which account did it: the reporter's own, where they asked for secrecy."""
    return case.secret and by.surface == "public"


def check_next(case: Case, move: Move) -> None:
    """A report about a unit is never handed to that unit, nor is it asked to take part."""
    asked = [one.owner for one in move.co_handlers] + ([move.next_owner] if move.next_owner else [])
    if case.about_unit and any(to.unit_id == case.about_unit for to in asked):
        raise NotAReport("next_owner", _("This is about that unit, so it cannot go there. Choose another."))
