"""What the sender of a letter is told beside the number of the case: which parts of it were not taken."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings

from linli.gates.mail.facts import LetterCut
from linli.gates.mail.models import Letter
from linli.kernel.cases import catalogue
from linli.kernel.cases.listeners import robot
from linli.kernel.cases.models import Case
from linli.kernel.notices import actions as notices
from linli.kernel.notices.actions import Message
from linli.kernel.people import queries as people
from linli.kernel.people.models import Subject
from linli.plumbing import scope
from linli.plumbing.facts import Told
from linli.plumbing.time import now as clock  # a listener is an edge

TEMPLATE = "mail_cut"


def on_cut(cut: LetterCut, told: Told) -> None:
    """Name the files that were not taken, once."""
    now, hat = clock(), robot("letters")
    with scope.reading(hat, now=now):
        case, letter = Case.objects.get(id=cut.case_id), Letter.objects.get(id=cut.letter_id)
        subject = Subject.objects.get(id=case.subject_id)
        address, code = people.mail_of(subject), people.receipt_of(subject)
        zone = ZoneInfo(catalogue.city(at=now).zone)
    if not address:
        return
    message = Message(
        TEMPLATE,
        "mail",
        case.scope_id,
        subject_id=subject.id,
        case_id=case.id,
        address=address,
        link=f"{settings.PUBLIC_URL}/c/{code}" if code else settings.PUBLIC_URL,
        values={"title": ", ".join(letter.left_out.split("\n")), "number": case.number},
    )
    notices.tell_many(fact=told.id, messages=[message], zone=zone, by=hat, now=now)
