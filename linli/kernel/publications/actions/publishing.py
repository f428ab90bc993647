"""Publishing by staff: announcing, changing the words, saying that it is still true, taking down, answering."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.publications.facts import PublicationShown, TopicAnswered
from linli.kernel.publications.models_talks import SHOWN, TAKEN_DOWN, Publication, Reply, Wording
from linli.plumbing import bulk, facts, ids, numbers, policy, scope
from linli.plumbing.scope import Hat
from linli.plumbing.texts import tidy

MOST_TITLE, MOST_TEXT, MOST_REPLY = 60, 10_000, 2_000
MOST_REASON = 200
SHORTEST = timedelta(hours=1)


class NotPublished(ValueError):
    """Something is missing or too long. ``field`` is the field of the form, the sentence says what to write."""

    def __init__(self, field: str, sentence: object) -> None:
        self.field, self.sentence = field, sentence
        super().__init__(field)

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Words:
    """What is to be published: where, for how long, and when somebody has to look at it again.

    ``prefix`` is the city's, for the public number. ``longest`` bounds ``until``, ``check_every`` sets when it has
    to be checked; both come from the city's rules (:class:`linli.kernel.publications.packs.Publishing`).
    """

    scope_id: int
    title: str
    text: str
    until: datetime
    prefix: str
    longest: timedelta
    check_every: timedelta
    unit_name: str = ""
    by_name: str = ""
    pinned: bool = False
    takes_replies: bool = True


def announce(*, words: Words, by: Hat, now: datetime) -> str:
    """Show an announcement to everybody at a place; returns its public number."""
    policy.require(by, "publication.write")
    checked = check(words, now=now)
    if words.scope_id not in by.scopes:
        raise policy.NotAllowed
    with scope.writing(by, now=now):
        made = show(checked, kind=Publication.Kind.ANNOUNCEMENT, by=by, now=now)
        return made.number


def check(words: Words, *, now: datetime) -> Words:
    """The words as they will stand; refused where something is missing, too long, or without an end."""
    title, text = tidy(words.title), tidy(words.text)
    if not title or len(title) > MOST_TITLE:
        raise NotPublished("title", _("Give it a title of at most %(most)d characters.") % {"most": MOST_TITLE})
    check_text(text, most=MOST_TEXT)
    if words.until < now + SHORTEST:
        raise NotPublished("until", _("Say until when it stands; the day has to lie ahead."))
    if words.until > now + words.longest:
        raise NotPublished(
            "until",
            _("It may stand for %(days)d days at most, then somebody has to look at it anew. Choose an earlier day.")
            % {"days": words.longest.days},
        )
    return replace(words, title=title, text=text)


def check_text(text: str, *, most: int) -> None:
    """Refuse no words at all, and more than fit."""
    if not text:
        raise NotPublished("text", _("Write what you want to say."))
    if len(text) > most:
        raise NotPublished("text", _("The text is %(over)d characters too long.") % {"over": len(text) - most})


def show(
    words: Words, *, kind: Publication.Kind, by: Hat, now: datetime, answer_due: datetime | None = None
) -> Publication:
    """A part: write a publication, its first wording and its fact."""
    number = ids.reserve("publications_publication")
    made = Publication(
        id=number,
        number=numbers.public_number(words.prefix),
        kind=kind,
        scope_id=words.scope_id,
        title=words.title,
        text=words.text,
        by_name=words.by_name,
        unit_id=by.unit if kind == Publication.Kind.ANNOUNCEMENT else None,
        unit_name=words.unit_name,
        published=now,
        until=words.until,
        checked=now,
        check_by=min(now + words.check_every, words.until),
        pinned=words.pinned,
        takes_replies=words.takes_replies,
        answer_due=answer_due,
        state=SHOWN,
    )
    bulk.add([made])
    line = journal.append(verb="publication.show", kind="publication", record=number, by=by, at=now)
    _keep_wording(made, line, by=by, now=now)
    facts.tell(PublicationShown(number), line=line, by=by, at=now)
    return made


def amend(*, number: str, title: str, text: str, until: datetime, rules: Words, by: Hat, now: datetime) -> None:
    """Change the words or the end; the words as they stood are kept. Whoever changes it has looked at it."""
    checked = check(replace(rules, title=title, text=text, until=until), now=now)

    def changed(held: Publication, line: int) -> None:
        same_words = (held.title, held.text) == (checked.title, checked.text)
        held.title, held.text, held.until = checked.title, checked.text, checked.until
        _look_at(held, checked.check_every, now)
        if not same_words:
            held.wording += 1
            _keep_wording(held, line, by=by, now=now)

    _change(number, "publication.amend", changed, by=by, now=now)


def still_true(*, number: str, check_every: timedelta, by: Hat, now: datetime) -> None:
    """Say that it is still true: it is shown on, and looked at again in ``check_every``."""

    def looked(held: Publication, _line: int) -> None:
        if held.until <= now:
            raise NotPublished("until", _("Its time is over. Give it a later day, or let it rest."))
        _look_at(held, check_every, now)

    _change(number, "publication.confirm", looked, by=by, now=now)


def take_down(*, number: str, reason: str, by: Hat, now: datetime) -> None:
    """Show it no more. The reason stands in its place."""
    why = _reason(reason)

    def down(held: Publication, _line: int) -> None:
        held.state, held.reason = TAKEN_DOWN, why

    _change(number, "publication.take_down", down, by=by, now=now)


def answer(*, number: str, text: str, unit_name: str, by: Hat, now: datetime) -> None:
    """Say something official under a publication. Under a topic it is the answer, and its clock stops."""
    said = tidy(text)
    check_text(said, most=MOST_TEXT)

    def answered(held: Publication, line: int) -> None:
        name = by.label.partition(" ")[2]
        add_reply(held, said, by_name=name, unit_name=unit_name, official=True, now=now)
        held.answered = held.answered or now
        if held.kind == Publication.Kind.TOPIC:
            facts.tell(TopicAnswered(held.id), line=line, by=by, at=now)

    _change(number, "publication.answer", answered, by=by, now=now)


def take_down_reply(*, number: str, reply: int, reason: str, by: Hat, now: datetime) -> None:
    """Show one reply no more; its place stays, with the reason."""
    why = _reason(reason)

    def down(held: Publication, _line: int) -> None:
        found = Reply.objects.filter(publication_id=held.id, number=reply, state=SHOWN)
        if not found.update(state=TAKEN_DOWN, reason=why):
            raise NotPublished("reason", _("This reply is not shown any more."))

    _change(number, "publication.take_down_reply", down, by=by, now=now)


def add_reply(
    held: Publication, text: str, *, by_name: str, now: datetime, unit_name: str = "", official: bool = False
) -> None:
    """A part: write one more reply below a publication whose row is locked."""
    last = Reply.objects.filter(publication_id=held.id).aggregate(last=Max("number"))["last"] or 0
    row = Reply(
        id=ids.reserve("publications_reply"),
        publication_id=held.id,
        number=last + 1,
        text=text,
        by_name=by_name[:40],
        unit_name=unit_name,
        official=official,
        at=now,
        state=SHOWN,
    )
    bulk.add([row])


def _reason(text: str) -> str:
    why = tidy(text)
    if not why or len(why) > MOST_REASON:
        raise NotPublished(
            "reason", _("Say why in at most %(most)d characters; everybody reads it.") % {"most": MOST_REASON}
        )
    return why


def _look_at(held: Publication, check_every: timedelta, now: datetime) -> None:
    held.checked, held.reminded = now, None
    held.check_by = min(now + check_every, held.until)


def _change(number: str, verb: str, how: Callable[[Publication, int], None], *, by: Hat, now: datetime) -> None:
    """One change to one publication, under its lock. ``Publication.DoesNotExist`` where the hat has none such."""
    policy.require(by, "publication.write")
    with scope.writing(by, now=now):
        held = Publication.objects.select_for_update().get(number=number)
        if held.state == TAKEN_DOWN:
            raise NotPublished("state", _("It was taken down. Write it anew if it should stand again."))
        line = journal.append(verb=verb, kind="publication", record=held.id, by=by, at=now)
        how(held, line)
        held.save()


def _keep_wording(held: Publication, line: int, *, by: Hat, now: datetime) -> None:
    kept = Wording(
        id=ids.reserve("publications_wording"),
        publication_id=held.id,
        number=held.wording,
        title=held.title,
        text=held.text,
        account=by.account,
        who=by.label,
        at=now,
        line=line,
    )
    bulk.add([kept])
