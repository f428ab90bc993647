"""What residents send, and what becomes of it: a topic or a reply waits until staff have looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.publications.actions.publishing import (
    MOST_REASON,
    MOST_REPLY,
    MOST_TEXT,
    MOST_TITLE,
    NotPublished,
    Words,
    add_reply,
    check,
    check_text,
    show,
)
from linli.kernel.publications.facts import SubmissionDecided
from linli.kernel.publications.models_talks import SHOWN, Publication, Submission
from linli.plumbing import bulk, facts, ids, policy, scope
from linli.plumbing.scope import Hat
from linli.plumbing.texts import tidy

MOST_NAME = 12


class DecidedAlready(Exception):
    """A colleague was faster."""

    sentence = _("A colleague has already looked at this. What they decided stands.")

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Said:
    """What a resident says: a topic at a place, or a reply below a publication. ``by_name`` is how they sign."""

    text: str
    by_name: str
    due: datetime  # by when staff look at it
    title: str = ""
    scope_id: int = 0
    publication: str = ""


def submit(*, said: Said, subject: int, by: Hat, now: datetime) -> int:
    """Send a topic or a reply; it is shown when staff have looked at it."""
    policy.require(by, "publication.submit")
    if subject not in by.subjects:
        raise policy.NotAllowed
    title, text, name = tidy(said.title), tidy(said.text), tidy(said.by_name)
    check_text(text, most=MOST_REPLY if said.publication else MOST_TEXT)
    if not said.publication and (not title or len(title) > MOST_TITLE):
        raise NotPublished("title", _("Give it a title of at most %(most)d characters.") % {"most": MOST_TITLE})
    if not name or len(name) > MOST_NAME:
        raise NotPublished("name", _("Sign with a name of at most %(most)d characters.") % {"most": MOST_NAME})
    with scope.writing(by, now=now):
        below = _open_for_replies(said.publication, now=now) if said.publication else None
        row = Submission(
            id=ids.reserve("publications_submission"),
            subject_id=subject,
            scope_id=below.scope_id if below else said.scope_id,
            publication_id=below.id if below else None,
            title="" if below else title,
            text=text,
            by_name=name,
            at=now,
            due=said.due,
            state=Submission.State.WAITING,
        )
        bulk.add([row])
        journal.append(verb="publication.submit", kind="submission", record=row.id, by=by, at=now)
        return row.id


def withdraw(*, submission: int, by: Hat, now: datetime) -> None:
    """Take back what nobody has looked at yet."""
    policy.require(by, "publication.submit")
    with scope.writing(by, now=now):
        row = _waiting(submission)
        row.state, row.decided = Submission.State.WITHDRAWN, now
        row.save(update_fields=["state", "decided"])
        journal.append(verb="publication.withdraw", kind="submission", record=row.id, by=by, at=now)


def accept(*, submission: int, words: Words, answer_due: datetime, by: Hat, now: datetime) -> str:
    """Show what a resident sent: a topic under a number of its own, a reply below what it answers. Returns the
    number under which it is read."""
    policy.require(by, "publication.write")
    with scope.writing(by, now=now):
        row = _waiting(submission)
        if row.publication_id is None:
            shown = show(check(words, now=now), kind=Publication.Kind.TOPIC, by=by, now=now, answer_due=answer_due)
            row.publication_id = shown.id
        else:
            shown = Publication.objects.select_for_update().get(id=row.publication_id)
            if not shown.takes_replies or shown.state != SHOWN:
                raise NotPublished("state", _("Nothing can be added there any more. Refuse it with this reason."))
            add_reply(shown, row.text, by_name=row.by_name, now=now)
        _decide(row, Submission.State.SHOWN, by=by, now=now)
        return shown.number


def refuse(*, submission: int, reason: str, by: Hat, now: datetime) -> None:
    """Do not show it. Whoever sent it reads the reason and may send it anew."""
    policy.require(by, "publication.write")
    why = tidy(reason)
    if not why or len(why) > MOST_REASON:
        raise NotPublished("reason", _("Say in at most %(most)d characters why not.") % {"most": MOST_REASON})
    with scope.writing(by, now=now):
        row = _waiting(submission)
        row.reason = why
        _decide(row, Submission.State.REFUSED, by=by, now=now)


def _open_for_replies(number: str, *, now: datetime) -> Publication:
    found = Publication.objects.filter(number=number, state=SHOWN, takes_replies=True, until__gt=now).first()
    if found is None:
        raise NotPublished("text", _("Nothing can be added there any more. Raise a topic of your own."))
    return found


def _waiting(submission: int) -> Submission:
    row = Submission.objects.select_for_update().get(id=submission)
    if row.state != Submission.State.WAITING:
        raise DecidedAlready
    return row


def _decide(row: Submission, state: Submission.State, *, by: Hat, now: datetime) -> None:
    row.state, row.decided, row.decided_by = state, now, by.account
    row.save(update_fields=["state", "reason", "decided", "decided_by", "publication_id"])
    line = journal.append(verb=f"publication.{state.value}", kind="submission", record=row.id, by=by, at=now)
    facts.tell(SubmissionDecided(row.id), line=line, by=by, at=now)
