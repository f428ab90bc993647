"""Taking a letter in: a new one opens a case, an answer to ours is added to its case; only then it is taken.

What is said to the other mail server is its answer to the sender too: 250 means that it is ours and stands in the
database, 451 try again later, 550 a sentence about what to change.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from linli.gates.mail import keeping, reading, threads, tokens
from linli.gates.mail.keeping import Fate
from linli.gates.mail.reading import Incoming, Unreadable
from linli.gates.unread import actions as unread
from linli.kernel.cases import actions as cases
from linli.kernel.cases.actions import Key
from linli.kernel.cases.models import Case, Event
from linli.kernel.cases.reports import MOST_CHARACTERS, NotAReport, Report, Reporter
from linli.kernel.places import queries as places
from linli.kit.counter import here
from linli.plumbing import idempotency, rates, scope
from linli.plumbing.scope import VISITOR

NO_SENDER = _("The letter does not say who wrote it.")
NO_MAIL = _("The letter is put together in a way that cannot be taken apart.")
AN_HOUR, HOUR = 20, timedelta(hours=1)  # letters of one sender
TAKEN = "250 2.0.0 taken"
LATER = "451 4.3.0 try again later"
TOO_MANY = "451 4.7.1 too many letters from this address, try again in an hour"
A_DAY = "451 4.7.1 this address has sent as many reports as one may within a day, try again tomorrow"
EMPTY = "550 5.6.0 the letter is empty: say in a few words what is wrong, and send it again"
_ADDRESS = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:路|街|大道|巷|里|道)\s?\d{1,5}\s?(?:[-之]\d{1,3})?号(?:院?\d{0,3}(?:栋|幢|号楼))?"
)


def take(content: bytes, *, envelope: str, recipients: tuple[str, ...], now: datetime) -> str:
    """Take one mail; the answer to the server that brought it. ``envelope`` is its sender, empty for a bounce."""
    digest = hashlib.sha256(content).digest()
    with scope.reading(VISITOR, now=now):
        city = here.city_scope()
    try:
        letter = reading.read(content, box=settings.MAIL_BOX)
    except (Unreadable, ValueError, LookupError, RecursionError) as wrong:
        reason = str(NO_SENDER if isinstance(wrong, Unreadable) else NO_MAIL)
        unread.keep(source="mail", raw=content, sender=envelope, reason=reason, scope_id=city, by=VISITOR, now=now)
        return _kept(Fate("malformed", city), digest, content, "", now=now)
    raw = letter.said.encode("utf-8", "replace")
    if letter.automatic or not envelope:
        return _kept(Fate("automatic", city), digest, raw, letter.trust, now=now)
    if not rates.allow("mail", letter.sender.lower(), most=AN_HOUR, per=HOUR, now=now):
        return TOO_MANY
    try:
        fate = _filed(letter, recipients, city, now=now)
    except cases.SentTooMuch:
        return A_DAY  # the other server keeps the letter and brings it again
    except NotAReport:
        return EMPTY
    return _kept(fate, digest, raw, letter.trust, now=now)


def _kept(fate: Fate, digest: bytes, raw: bytes, trust: str, *, now: datetime) -> str:
    keeping.keep(fate, digest=digest, raw=raw, trust=trust, by=VISITOR, now=now)
    return TAKEN


def _filed(letter: Incoming, recipients: tuple[str, ...], city: int, *, now: datetime) -> Fate:
    """The case it became, or the one it was added to."""
    found = [tokens.in_address(one, settings.MAIL_BOX) for one in (*recipients, *letter.recipients)]
    token = next(filter(None, found), "") or tokens.in_subject(letter.subject)
    with scope.reading(VISITOR, now=now):
        thread = threads.find(token)
    if thread is not None:
        return _added(letter, thread.case_id, thread.subject_id, now=now)
    opened = cases.open_case(report=_report(letter, city, now=now), by=VISITOR, now=now, key=_key(letter))
    return Fate("opened", city, opened.case_id, opened.subject_id, letter.left_out)


def _added(letter: Incoming, case_id: int, subject: int, *, now: datetime) -> Fate:
    """Add what an answer says to its case; the same again, from a server that did not hear us, adds nothing."""
    hat = VISITOR.seeing(subject)
    text = letter.reply[:MOST_CHARACTERS]
    with scope.reading(hat, now=now):
        case = Case.objects.get(id=case_id)
        events = Event.objects.filter(case_id=case_id, verb="added", at__gt=now - timedelta(days=7))
        again = any(event.body.text == text for event in events.select_related("body"))
    if not again:
        cases.add_words(case_id=case_id, text=text, photos=letter.photos, by=hat, now=now)
    return Fate("added", case.scope_id, case_id, subject, letter.left_out)


def _report(letter: Incoming, city: int, *, now: datetime) -> Report:
    """A letter as a report. Where nobody can tell the place, it waits where the city sorts such matters."""
    text = letter.fresh
    if not text and letter.photos:
        text = letter.subject
    report = Report(
        item=settings.MAIL_ITEM,
        text=text[:MOST_CHARACTERS],
        scope=city,
        at=now,
        channel="mail",
        title=letter.subject[:120],
        reporter=Reporter("named", name=letter.name or letter.sender.partition("@")[0], mail=letter.sender),
        photos=letter.photos,
    )
    with scope.reading(VISITOR, now=now):
        hits = [one for said in _addresses(letter) for one in places.search(said, limit=2)]
    buildings = {hit.id: hit for hit in hits if hit.exact and hit.level == "building"}
    if len(buildings) != 1:  # none, or several: nobody guesses
        return report
    (building,) = buildings.values()
    return replace(report, place=building.id, scope=building.scope_id)


def _addresses(letter: Incoming) -> list[str]:
    """What looks like an address, in the subject and the text."""
    return list(dict.fromkeys(_ADDRESS.findall(f"{letter.subject}\n{letter.fresh}")))[:3]


def _key(letter: Incoming) -> Key:
    """The same mail again, from a server that did not hear our answer, opens nothing."""
    content = "\x1f".join([letter.subject, letter.said, *(photo.name for photo in letter.photos)]).encode()
    digest = idempotency.digest_of(content)
    name = hashlib.sha256(letter.identity.encode() + digest).hexdigest()[:64]
    return Key(client=idempotency.client_of("mail", letter.sender.lower()), key=name, digest=digest)
