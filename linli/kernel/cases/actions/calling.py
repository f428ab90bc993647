"""Calls: they ring, are taken, end with a word on what they were about, or are lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from linli.kernel.cases.models import Case
from linli.kernel.cases.models_calls import Call
from linli.kernel.cases.reports import NotAReport, tidy
from linli.kernel.journal import actions as journal
from linli.kernel.people import phones
from linli.kernel.rights.actions import tell_look
from linli.plumbing import bulk, crypto, ids, numbers, policy, scope
from linli.plumbing.scope import Hat

MOST_NOTE = 500
OLDEST = timedelta(days=1)


class CallTaken(Exception):
    """Somebody else has the caller on the line."""

    sentence = _("A colleague has taken this call. It is in the log.")

    def __str__(self) -> str:
        return str(self.sentence)


def ring(*, phone: str, rang: datetime, by: Hat, now: datetime, take: bool = False) -> str:
    """A call comes in, told by the telephone system or typed by whoever picks it up (``take``); returns its code.

    ``phone`` may be empty where the number was withheld, and need not be a mobile one.
    """
    policy.require(by, "call.take")
    number = phones.tidy(phone)
    if number and not (number.isdigit() and 3 <= len(number) <= 16):
        raise NotAReport("phone", _("A phone number has 3 to 16 digits. Leave it empty if the number was withheld."))
    if not now - OLDEST <= rang <= now:
        raise NotAReport("rang", _("A call has rung within the last day, and not in the future."))
    row = ids.reserve("cases_call")
    call = Call(
        id=row,
        code=numbers.receipt_code(),
        scope_id=by.place,
        phone_sealed=crypto.seal(number, bound=_bound(row)) if number else None,
        phone_blind=phones.index(number) if number else None,
        rang=rang,
    )
    if take:
        call.answered, call.account, call.who = now, by.account, by.label
    with scope.writing(by, now=now):
        bulk.add([call])
        journal.append(verb="call.ring", kind="call", record=row, by=by, at=now)
        return call.code


def take(*, code: str, by: Hat, now: datetime) -> None:
    """Pick up; one colleague has the caller, the others are told so."""
    policy.require(by, "call.take")
    with scope.writing(by, now=now):
        call = Call.objects.select_for_update().get(code=code)
        if call.answered is not None or call.ended is not None:
            raise CallTaken
        call.answered, call.account, call.who = max(now, call.rang), by.account, by.label
        call.save(update_fields=["answered", "account", "who"])
        journal.append(verb="call.take", kind="call", record=call.id, by=by, at=now)


def end(*, code: str, result: str, note: str = "", number: str = "", by: Hat, now: datetime) -> None:
    """Hang up with a word on what it was about. ``number`` is the public number of the case it was about."""
    policy.require(by, "call.take")
    said = tidy(note)
    if result not in Call.Result.values or result == Call.Result.LOST:
        raise NotAReport("result", _("Say what became of the call."))
    if len(said) > MOST_NOTE:
        raise NotAReport("note", _("A note has at most %(most)d characters.") % {"most": MOST_NOTE})
    with scope.writing(by, now=now):
        call = Call.objects.select_for_update().get(code=code)
        if call.account != by.account:
            raise CallTaken
        about = _case(number)
        if result in (Call.Result.OPENED, Call.Result.ASKED) and about is None:
            raise NotAReport("number", _("Which matter was it about? Write its number, or take it in first."))
        call.ended, call.result, call.note, call.case_id = call.ended or now, result, said, about or call.case_id
        call.save(update_fields=["ended", "result", "note", "case_id"])
        journal.append(verb="call.end", kind="call", record=call.id, by=by, at=now, payload={"result": result})


def link(*, code: str, case_id: int, by: Hat, now: datetime) -> None:
    """The call led to this case; it goes on until somebody hangs up."""
    policy.require(by, "call.take")
    with scope.writing(by, now=now):
        call = Call.objects.select_for_update().get(code=code)
        if call.account == by.account:
            call.case_id = case_id
            call.save(update_fields=["case_id"])
            journal.append(verb="call.link", kind="call", record=call.id, by=by, at=now)


def lose(*, code: str, by: Hat, now: datetime) -> None:
    """The caller hung up before anybody took it. Told by the telephone system; one that was taken is not lost."""
    policy.require(by, "call.take")
    with scope.writing(by, now=now):
        call = Call.objects.select_for_update().get(code=code)
        if call.answered is None and call.ended is None:
            call.ended, call.result = now, Call.Result.LOST
            call.save(update_fields=["ended", "result"])
            journal.append(verb="call.lose", kind="call", record=call.id, by=by, at=now)


def note_look(*, code: str, by: Hat, now: datetime) -> None:
    """Somebody looked at who is calling and what they brought before: one line, or no page."""
    policy.require(by, "call.take")
    with scope.writing(by, now=now):
        call = Call.objects.get(code=code)
        line = journal.append(verb="call.look", kind="call", record=call.id, by=by, at=now)
        about = [call.case_id] if call.case_id is not None else []
        tell_look("cases_case", about, line=line, verb="call.look", by=by, at=now)


def phone_of(call: Call) -> str:
    """The number that called; empty where it was withheld."""
    sealed = call.phone_sealed
    return crypto.unseal_text(bytes(sealed), bound=_bound(call.id)) if sealed is not None else ""


def _bound(row: int) -> str:
    return f"cases_call.phone:{row}"


def _case(number: str) -> int | None:
    if not number.strip():
        return None
    found = Case.objects.filter(number=numbers.tidy(number)).values_list("id", flat=True).first()
    if found is None:
        raise NotAReport("number", _("No matter of your area has this number. Look at it again."))
    return found
