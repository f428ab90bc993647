"""Looking behind a mask: first it is written down who looked and why, then the value is opened."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people.models import Person, Subject
from linli.kernel.people.queries import name_of, person_field, phone_of
from linli.plumbing import policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

OF_SUBJECT = ("name", "phone")
OF_PERSON = ("name", "phone", "id_number")


class ReasonMissing(ValueError):
    """Nobody looks behind a mask without saying why."""

    sentence = _("Write down why you need to see this. The person can read it.")

    def __str__(self) -> str:
        return str(self.sentence)


def reveal(
    *,
    what: str,
    reason: str,
    subject_id: int | None = None,
    person_id: int | None = None,
    by: Hat,
    now: datetime,
) -> str:
    """The clear name or phone of a reporter, or name, phone or identity number of a person."""
    policy.require(by, "person.see")
    if not reason.strip():
        raise ReasonMissing
    kind, record = ("subject", subject_id) if subject_id is not None else ("person", person_id)
    if record is None or what not in (OF_SUBJECT if kind == "subject" else OF_PERSON):
        raise NotAllowed
    payload = {"what": what, "reason": reason.strip()}
    with scope.writing(by, now=now):
        if not _exists(kind, record):
            raise NotAllowed
        journal.append(verb="person.reveal", kind=kind, record=record, by=by, at=now, payload=payload)
    with scope.reading(by, now=now):  # no line, no look
        if kind == "person":
            return person_field(Person.objects.get(id=record), what)
        subject = Subject.objects.get(id=record)
        return name_of(subject) if what == "name" else phone_of(subject)


def _exists(kind: str, record: int) -> bool:
    if kind == "person":
        return Person.objects.filter(id=record).exists()
    return Subject.objects.filter(id=record).exists()
