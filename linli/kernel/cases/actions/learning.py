"""Learning from the city's own cases which words go with which matter. Run by the worker, once a night."""

from __future__ import annotations

import zlib
from array import array
from datetime import datetime

import msgspec

from linli.engines import texts
from linli.engines.texts import Learnt
from linli.kernel.cases.models import Case
from linli.kernel.cases.models_learning import Learning
from linli.kernel.journal import actions as journal
from linli.plumbing import ids, policy, scope
from linli.plumbing.scope import Hat

MOST = 6_000  # the latest cases; a lesson of them takes a few seconds
KEPT = 3  # lessons
AGAIN = 2  # times more a case counts that somebody has put right: it is where the lesson before was wrong


class Written(msgspec.Struct, array_like=True):
    """A lesson as it is kept."""

    labels: tuple[str, ...]
    margin: float
    accuracy: float
    coverage: float
    texts: int
    grams: bytes
    weights: bytes


def learn_from_cases(*, by: Hat, now: datetime) -> bool:
    """Learn from what came in and under which matter it stands now; whether there was enough to learn from.

    What somebody has put right counts more than what nobody has looked at. The journal says how many those were.

    Cases whose reporter asked for secrecy and reports about staff teach nothing.
    """
    policy.require(by, "case.act")
    with scope.writing(by, now=now):
        rows = Case.objects.filter(secret=False, about_unit=0, about_account=0).order_by("-id")
        found = list(rows.values_list("text", "item", "item_since")[:MOST])
        corrected = [(text, item) for text, item, since in found if since is not None]
        examples = [(text, item) for text, item, _since in found if not item.endswith(".other")]
        learnt = texts.learn(examples, again=corrected * AGAIN)
        if learnt is None:
            return False
        number = ids.reserve("cases_learning")
        told = {"cases": learnt.texts, "corrected": len(corrected)}
        journal.append(verb="case.learn", kind="learning", record=number, by=by, at=now, payload=told)
        Learning.objects.bulk_create([_row(number, learnt, now)])
        Learning.objects.filter(id__lte=number - KEPT).delete()
        return True


def _row(number: int, learnt: Learnt, now: datetime) -> Learning:
    grams = array("I", learnt.weights)
    weights = array("f", (value for row in learnt.weights.values() for value in row))
    written = Written(
        learnt.labels,
        learnt.margin,
        learnt.accuracy,
        learnt.coverage,
        learnt.texts,
        grams.tobytes(),
        weights.tobytes(),
    )
    return Learning(
        id=number,
        at=now,
        cases=learnt.texts,
        accuracy=learnt.accuracy,
        coverage=learnt.coverage,
        body=zlib.compress(msgspec.msgpack.encode(written)),
    )


def read(body: bytes) -> Learnt:
    """A kept lesson, ready to guess with."""
    written = msgspec.msgpack.decode(zlib.decompress(body), type=Written)
    grams, weights = array("I"), array("f")
    grams.frombytes(written.grams)
    weights.frombytes(written.weights)
    width = len(written.labels)
    rows = {gram: tuple(weights[at * width : (at + 1) * width]) for at, gram in enumerate(grams)}
    return Learnt(written.labels, rows, written.margin, written.accuracy, written.coverage, written.texts)
