"""Who reports, as the form says it: with a name, under another one, or nobody says who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from linli.kernel.cases.reports import Reporter, tidy
from linli.kernel.people import phones
from linli.plumbing.scope import Hat

if TYPE_CHECKING:
    from linli.kit.counter.forms import Typed


def reporter_of(typed: Typed, errors: dict[str, str], *, hat: Hat) -> Reporter:
    """Who reports. Of somebody who does not say who they are nothing is kept, so nothing may be typed."""
    called = tidy(typed.called)[:40]
    if typed.who not in ("alias", "named"):
        _nothing_told(typed, errors)
        return Reporter()
    known = bool(hat.person) and typed.who == "named"
    phone = _phone(typed, errors, required=not known and (typed.who == "named" or bool(typed.call_back)))
    if typed.who == "alias":
        if not called:
            errors["called"] = _("Write what we may call you, or choose “I do not say”.")
        return Reporter("alias", alias=called, phone=phone)
    if not known and not called:
        errors["called"] = _("Write your name, or choose “I do not say”.")
    return Reporter("named", name=called, phone=phone, person=hat.person if known else None)


def _nothing_told(typed: Typed, errors: dict[str, str]) -> None:
    if typed.called.strip():
        errors["called"] = _("To be called this, choose so above. If you do not say who you are, leave this empty.")
    if typed.phone.strip():
        errors["phone"] = _("To get messages, choose a name or what to call you above, or take the number out.")
    if typed.call_back:
        errors["call_back"] = _("To be called, choose a name or what to call you, and write the number.")


def _phone(typed: Typed, errors: dict[str, str], *, required: bool) -> str:
    if not typed.phone.strip():
        if required:
            named = _("Write your mobile number, or choose not to give your name.")
            errors["phone"] = _("Write the number to call.") if typed.call_back else named
        return ""
    try:
        return phones.checked(typed.phone)
    except phones.PhoneWrong as wrong:
        errors["phone"] = str(wrong)
        return ""
