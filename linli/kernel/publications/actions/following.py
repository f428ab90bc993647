"""Following a public matter: with a login at once, with a phone once its owner has said so, and leaving again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.notices import actions as notices
from linli.kernel.people import phones
from linli.kernel.people import queries as people
from linli.kernel.publications import queries
from linli.kernel.publications.facts import FollowAsked
from linli.kernel.publications.models import CLOSED, Follower, PublicFace
from linli.kernel.publications.queries.followers import bound
from linli.plumbing import crypto, facts, ids, numbers, policy, scope
from linli.plumbing.scope import Hat

ANSWER_WITHIN = timedelta(days=1)  # a phone nobody has spoken for is forgotten after that
REMEMBERED = timedelta(days=30)  # after the end, in case the matter is opened again
SUBJECTS = "people_subject"  # whose numbers a throw-away follower takes one of; there is no row behind it


class MatterClosed(Exception):
    """There will be no news of a closed matter."""

    sentence = _("This matter is closed: there is nothing more to hear. If it is there again, report it.")

    def __str__(self) -> str:
        return str(self.sentence)


def follow(*, code: str, by: Hat, now: datetime) -> None:
    """Follow as whoever has logged in; news comes in the app. Following twice is following once."""
    policy.require(by, "face.follow")
    if not by.account:
        raise policy.NotAllowed
    with scope.writing(by, now=now):
        face = _open_face(code)
        subject = people.own_subject(by)
        if not Follower.objects.filter(case_id=face.case_id, subject_id=subject).exists():
            row = _row(face, subject, now)
            row.since = now
            Follower.objects.bulk_create([row], ignore_conflicts=True)
            journal.append(verb="face.follow", kind="face", record=face.case_id, by=by, at=now)


def ask_to_follow(*, code: str, phone: str, by: Hat, now: datetime) -> None:
    """Follow by text message, once the phone's owner has opened the link it is sent. Raises ``PhoneWrong``.

    Whether the phone follows already is told to nobody: the answer is the same.
    """
    policy.require(by, "face.follow")
    number = phones.checked(phone)
    subject = ids.reserve(SUBJECTS)
    with scope.writing(by.seeing(subject), now=now):
        face = _open_face(code)
        row = _row(face, subject, now)
        secret = numbers.receipt_code()
        row.phone_sealed, row.phone_blind = crypto.seal(number, bound=bound("phone", row.id)), phones.index(number)
        row.code_sealed, row.code_blind = crypto.seal(secret, bound=bound("code", row.id)), _blind(secret)
        Follower.objects.bulk_create([row], ignore_conflicts=True)
        line = journal.append(verb="face.follow", kind="face", record=face.case_id, by=by, at=now)
        facts.tell(FollowAsked(row.id, face.case_id), line=line, by=by, at=now)


def confirm(*, by: Hat, now: datetime) -> None:
    """The owner of the phone says that it is theirs; ``by`` is the hat of the secret code."""
    policy.require(by, "face.follow")
    with scope.writing(by, now=now):
        Follower.objects.filter(subject_id__in=by.subjects, since__isnull=True).update(since=now)


def leave(*, case_id: int, by: Hat, now: datetime) -> None:
    """Follow no longer; nothing of the follower is kept."""
    policy.require(by, "face.follow")
    with scope.writing(by, now=now):
        gone, _rows = Follower.objects.filter(case_id=case_id, subject_id__in=by.subjects).delete()
        if gone:
            journal.append(verb="face.leave", kind="face", record=case_id, by=by, at=now)


def forget_followers(*, by: Hat, now: datetime) -> int:
    """Take away who followed what has long been closed, and phones nobody spoke for; how many it were. For the worker.

    The addresses of the messages they were sent go with them.
    """
    with scope.writing(by, now=now):
        over = PublicFace.objects.filter(state=CLOSED, closed__lt=now - REMEMBERED).values("case_id")
        unspoken = Q(since__isnull=True, asked__lt=now - ANSWER_WITHIN)
        hidden = ~Q(case_id__in=PublicFace.objects.values("case_id"))
        gone = list(Follower.objects.filter(Q(case_id__in=over) | unspoken | hidden))
        Follower.objects.filter(id__in=[row.id for row in gone]).delete()
        notices.forget_addresses([row.subject_id for row in gone if row.phone_sealed is not None])
        return len(gone)


def _open_face(code: str) -> PublicFace:
    face = queries.one(code)
    if face.state == CLOSED:
        raise MatterClosed
    return face


def _row(face: PublicFace, subject: int, now: datetime) -> Follower:
    return Follower(
        id=ids.reserve("publications_follower"),
        case_id=face.case_id,
        scope_id=face.scope_id,
        subject_id=subject,
        asked=now,
    )


def _blind(secret: str) -> bytes:
    return crypto.blind(numbers.tidy_code(secret), purpose="follower code")
