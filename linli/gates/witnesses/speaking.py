"""Speaking with a witness over HTTPS, as c2sp.org/tlog-witness has it.

It is told how many lines it knew, shown that the tree only grew since, and given the checkpoint. It answers with its
cosignature; or, where it knows another size than we thought, with that size, and is asked once more from there.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from linli.engines.merkle.notes import Key, NotANote, Note
from linli.gates import outbound
from linli.gates.outbound import NotReached

Prove = Callable[[int], Sequence[bytes]]  # what proves that the tree of that size is the beginning of ours
ANSWER = 16 * 1024


class Refused(Exception):
    """The witness does not take this checkpoint. The sentence says why."""


def hand(url: str, *, note: str, size: int, known: int, prove: Prove, key: Key | None) -> str:
    """Hand one checkpoint over; the witness's line of cosignature, empty where it gives none.

    Raises :class:`Refused`, ``NotReached`` or ``Forbidden``.
    """
    answer = _ask(url, note, known, prove)
    if answer.status == 409:
        theirs = answer.body.decode(errors="replace").strip()
        if not theirs.isascii() or not theirs.isdigit() or int(theirs[:19]) > size:
            raise Refused(_("It knows more lines than the journal has: %(theirs)s.") % {"theirs": theirs[:20]})
        answer = _ask(url, note, int(theirs), prove)
    if answer.status == 422:
        raise Refused(_("It does not find the history it knows in this one."))
    if answer.status != 200:
        raise Refused(_("It answered %(status)s.") % {"status": answer.status})
    return _cosignature(answer.body.decode(errors="replace"), note, key)


def _ask(url: str, note: str, known: int, prove: Prove) -> outbound.Answer:
    proof = "".join(base64.b64encode(one).decode() + "\n" for one in prove(known))
    body = f"old {known}\n{proof}\n{note}".encode()
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    return outbound.send(f"{url}/add-checkpoint", body=body, headers=headers, most=ANSWER)


def _cosignature(said: str, note: str, key: Key | None) -> str:
    """The line we can vouch for; without a key of the witness, the first that is a signature at all."""
    text = Note.read(note).text
    try:
        signatures = Note.read(f"{text}\n{said}").signatures if said else ()
    except NotANote as wrong:
        raise NotReached(_("Its answer is no cosignature.")) from wrong
    if key is None:
        return signatures[0].line if signatures else ""
    for one in signatures:
        if (one.name, one.mark) == (key.name, key.mark) and key.has_signed(text, one.signature):
            return one.line
    raise Refused(_("Its cosignature is not by the key named for it."))
