"""Keeping photos, drawing them anew, attaching them to cases, erasing an owner's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from linli.kernel.journal import actions as journal
from linli.kernel.papers import files, photos, sniff
from linli.kernel.papers.facts import PaperKept, PaperReady, PaperRefused
from linli.kernel.papers.models import PHOTO, QUARANTINED, READY, REFUSED, OwnerKey, Paper
from linli.kernel.papers.queries import FOLDER, file_bound, key_bound, opened, owner_key, unsealed
from linli.plumbing import crypto, facts, ids, scope
from linli.plumbing.scope import Hat


def keep_photo(
    *, content: bytes, name: str, for_subject: int, at_scope: int, case: int | None = None, by: Hat, now: datetime
) -> Paper:
    """Keep one photo on its own, in quarantine. Raises ``sniff.PhotoRefused`` when it is none."""
    with scope.writing(by, now=now):
        kept = keep_photos([(content, name)], for_subject=for_subject, at_scope=at_scope, case=case, by=by, now=now)
        return Paper.objects.get(id=kept[0])


def keep_photos(
    handed_in: Sequence[tuple[bytes, str]],
    *,
    for_subject: int,
    at_scope: int,
    case: int | None = None,
    by: Hat,
    now: datetime,
) -> list[int]:
    """Keep photos (content, name as sent) as part of a running action; their ids, the same photo only once.

    The sealed files are on the disk when this returns, so the commit may speak of them. Nothing is written
    when one of them is no photo: ``sniff.PhotoRefused``.
    """
    scope.require_action()
    looks = {content: (sniff.look(content), name) for content, name in handed_in}
    if not looks:
        return []
    papers = []
    for (content, (seen, name)), number in zip(
        looks.items(), ids.reserve_many("papers_paper", len(looks)), strict=True
    ):
        digest = crypto.blind(content, purpose="paper")
        papers.append(
            Paper(
                id=number, kind=PHOTO, title=_title(name), digest=digest, file=_file_name(number, "as sent", digest),
                media_type=seen.media_type, size=len(content), width=seen.width, height=seen.height,
                owner_subject=for_subject, scope_id=at_scope, case_id=case, state=QUARANTINED, created_by=by.account,
            )
        )  # fmt: skip
    Paper.objects.bulk_create(papers)
    key = _key_for(for_subject)  # after the papers: staff see an owner's key through the papers they may see
    for paper, content in zip(papers, looks, strict=True):
        _write(paper.file, content, key)
    _tell([("paper.keep", paper, PaperKept(paper.id, at_scope)) for paper in papers], by=by, now=now)
    return [paper.id for paper in papers]


def attach(*, papers: Iterable[int], case: int, at_scope: int, by: Hat, now: datetime) -> int:
    """Put photos that were kept before there was a case to that case; how many it were."""
    with scope.writing(by, now=now):
        loose = list(Paper.objects.select_for_update().filter(id__in=set(papers), case_id=None).order_by("id"))
        Paper.objects.filter(id__in=[paper.id for paper in loose]).update(case_id=case, scope_id=at_scope)
        _tell([("paper.attach", paper, None) for paper in loose], by=by, now=now, payload={"case": case})
        return len(loose)


def clean(*, paper: int, by: Hat, now: datetime) -> Paper:
    """Draw one photo anew and take what was sent away; a photo that cannot be drawn is refused. For the worker.

    Doing it twice does no harm: what is done is left, except that what was sent is taken away again.
    """
    with scope.reading(by, now=now):
        waiting = Paper.objects.get(id=paper)
        as_sent = _file_name(waiting.id, "as sent", waiting.digest)
        key = _key_to_draw(waiting)
    if key:
        drawn = _draw(opened(as_sent, key))
        with scope.writing(by, now=now):
            waiting = Paper.objects.select_for_update().get(id=paper)
            if waiting.state == QUARANTINED:
                _settle(waiting, drawn, key, by=by, now=now)
    files.remove(FOLDER, as_sent)
    return waiting


def clean_many(*, papers: Iterable[int], by: Hat, now: datetime) -> list[Paper]:
    return [clean(paper=paper, by=by, now=now) for paper in papers]


def erase(*, subject: int, by: Hat, now: datetime) -> int:
    """Make all papers of a subject unreadable by dropping their key, then take the files away; how many papers."""
    with scope.writing(by, now=now):
        papers = list(Paper.objects.filter(owner_subject=subject))
        OwnerKey.objects.filter(subject=subject).delete()
        Paper.objects.filter(owner_subject=subject).update(title="")
        _tell([("paper.erase", paper, None) for paper in papers], by=by, now=now)
    for paper in papers:
        for name in (paper.file, paper.thumb):
            if name:
                files.remove(FOLDER, name)
    return len(papers)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What drawing a photo anew came to: the clean photo, or why there is none."""

    photo: photos.CleanPhoto | None = field(default=None, repr=False)
    reason: str = ""


def _key_to_draw(paper: Paper) -> bytes:
    """The key to open a waiting photo with; empty when there is nothing to draw or its owner was erased."""
    try:
        return owner_key(paper.owner_subject) if paper.state == QUARANTINED else b""
    except OwnerKey.DoesNotExist:
        return b""


def _draw(content: bytes) -> _Drawn:
    try:
        return _Drawn(photo=photos.redraw(content))
    except sniff.PhotoRefused as refusal:
        return _Drawn(reason=refusal.reason)


def _settle(paper: Paper, drawn: _Drawn, key: bytes, *, by: Hat, now: datetime) -> None:
    fact: facts.Fact
    if drawn.photo is None:
        paper.state, paper.refused_reason = REFUSED, drawn.reason
        fact = PaperRefused(paper.id, paper.scope_id)
    else:
        photo = drawn.photo
        paper.state, paper.media_type, paper.size = READY, photo.media_type, len(photo.content)
        paper.width, paper.height = photo.width, photo.height
        paper.file = _file_name(paper.id, "clean", paper.digest)
        paper.thumb = _file_name(paper.id, "thumb", paper.digest)
        _write(paper.file, photo.content, key)
        _write(paper.thumb, photo.thumb, key)
        fact = PaperReady(paper.id, paper.scope_id)
    paper.save()
    verb = "paper.clean" if paper.state == READY else "paper.refuse"
    _tell([(verb, paper, fact)], by=by, now=now, payload={"reason": drawn.reason} if drawn.reason else {})


def _key_for(subject: int) -> bytes:
    """The owner's key, made with the first paper. Two first papers at once agree on the key of the faster."""
    key = crypto.new_key()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into papers_owner_key (subject, sealed) values (%s, %s) on conflict do nothing",
            [subject, crypto.seal(key, bound=key_bound(subject))],
        )
        if cursor.rowcount:
            return key
        cursor.execute("select sealed from papers_owner_key where subject = %s", [subject])
        return unsealed(subject, cursor.fetchone()[0])


def _write(name: str, content: bytes, key: bytes) -> None:
    files.write(FOLDER, name, crypto.seal_under(key, content, bound=file_bound(name)))


def _file_name(paper: int, form: str, digest: bytes | memoryview) -> str:
    """A keyed hash: whoever has the disk learns nothing from names, not even that two files are the same photo."""
    return crypto.blind(f"{paper}:{form}:".encode() + bytes(digest), purpose="paper file").hex()


def _title(name: str) -> str:
    """The last part of the name as sent, without signs that a file system or a page might take for more."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable()).strip()[:120]


def _tell(
    done: Sequence[tuple[str, Paper, facts.Fact | None]],
    *,
    by: Hat,
    now: datetime,
    payload: dict[str, int | str] | None = None,
) -> None:
    """One journal line for each paper; the facts of one hand-in share its first line, and so one statement."""
    if not done:
        return
    doings = [journal.Doing(verb, "paper", paper.id, payload or {}) for verb, paper, _ in done]
    line = journal.append_many(doings, by=by, at=now)[0]
    told = [fact for _verb, _paper, fact in done if fact is not None]
    if told:
        facts.tell_many(told, line=line, by=by, at=now)
