"""Complement naive Bayes over character grams, and the margin from which on a guess is worth telling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from linli.engines.texts.grams import grams

FEWEST_OF_A_LABEL = 10
FEWEST_LABELS = 2
EVERY_NTH_IS_KEPT_BACK = 5
RARE = 2  # grams seen less often tell nothing
SMOOTHING = 0.1
SURE = 0.9  # the share of told guesses that has to be right

Sorted = tuple[str, str]  # a text and its label


@dataclass(frozen=True, slots=True)
class Guess:
    """The label a text probably has, and its mean margin per gram over the second best; grams never learnt add none."""

    label: str
    margin: float


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt: a weight for each gram and label, and from which margin on a guess is told.

    ``accuracy`` is the share of told guesses that were right on texts kept back, ``coverage`` the share of those
    texts for which one was told at all. ``margin`` is infinite where no margin was good enough.
    """

    labels: tuple[str, ...]
    weights: Mapping[int, tuple[float, ...]]
    margin: float
    accuracy: float
    coverage: float
    texts: int

    def best(self, text: str) -> Guess | None:
        """The best label, sure or not; None for a text without a gram that was ever learnt."""
        scores = [0.0] * len(self.labels)
        found = grams(text)
        known = 0
        for gram, times in found.items():
            row = self.weights.get(gram)
            if row is not None:
                weight = 1 + log(times)
                known += 1
                for at, value in enumerate(row):
                    scores[at] += weight * value
        if not known:
            return None
        order = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
        return Guess(self.labels[order[0]], (scores[order[0]] - scores[order[1]]) / len(found))

    def guess(self, text: str) -> Guess | None:
        """The label where it is sure enough; else None."""
        found = self.best(text)
        return found if found is not None and found.margin >= self.margin else None


def learn(examples: Sequence[Sorted], *, again: Sequence[Sorted] = (), sure: float = SURE) -> Learnt | None:
    """Learn from sorted texts; None where there are too few, or of one kind only.

    Labels with fewer than ten texts are left out. Every fifth text is kept back to find the margin from which on at
    least ``sure`` of the guesses are right; then all are learnt. Texts of ``again`` count once more in what is learnt,
    and never in how good it is said to be.
    """
    counts = Counter(label for _text, label in examples)
    labels = tuple(sorted(label for label, count in counts.items() if count >= FEWEST_OF_A_LABEL))
    if len(labels) < FEWEST_LABELS:
        return None
    usable = [(grams(text), label, text) for text, label in examples if label in labels]
    kept_back = [(text, label) for _found, label, text in usable[::EVERY_NTH_IS_KEPT_BACK]]
    others = [(found, label) for at, (found, label, _text) in enumerate(usable) if at % EVERY_NTH_IS_KEPT_BACK]
    trial = Learnt(labels, _weights(others, labels), 0, 0, 0, len(others))
    margin, accuracy, coverage = _margin(trial, kept_back, sure)
    more = [(grams(text), label) for text, label in again if label in labels]
    everything = _weights([*((found, label) for found, label, _text in usable), *more], labels)
    return Learnt(labels, everything, margin, accuracy, coverage, len(usable))


def _weights(rows: Sequence[tuple[Counter[int], str]], labels: tuple[str, ...]) -> dict[int, tuple[float, ...]]:
    """The log of how rare a gram is in all other labels, normalised for each label."""
    places = {label: place for place, label in enumerate(labels)}
    by_gram: dict[int, list[float]] = {}
    documents: Counter[int] = Counter()
    for found, label in rows:
        documents.update(found.keys())
        for gram, times in found.items():
            by_gram.setdefault(gram, [0.0] * len(labels))[places[label]] += 1 + log(times)
    kept = {gram: row for gram, row in by_gram.items() if documents[gram] >= RARE}
    totals = [sum(row[at] for row in kept.values()) for at in range(len(labels))]
    whole = sum(totals)
    others = [whole - total + SMOOTHING * len(kept) for total in totals]
    logs = {
        gram: [-log((sum(row) - value + SMOOTHING) / rest) for value, rest in zip(row, others, strict=True)]
        for gram, row in kept.items()
    }
    norms = [sum(abs(row[at]) for row in logs.values()) / max(len(logs), 1) or 1.0 for at in range(len(labels))]
    return {gram: tuple(value / norm for value, norm in zip(row, norms, strict=True)) for gram, row in logs.items()}


def _margin(trial: Learnt, kept_back: Sequence[Sorted], sure: float) -> tuple[float, float, float]:
    """The smallest margin from which on the share of right guesses is ``sure``; with accuracy and coverage there."""
    told = [(found.margin, found.label == label) for text, label in kept_back if (found := trial.best(text))]
    told.sort(reverse=True)
    right, best = 0, (float("inf"), 0.0, 0.0)
    for place, (margin, was_right) in enumerate(told, 1):
        right += was_right
        if place >= FEWEST_OF_A_LABEL and right / place >= sure:
            best = (margin, right / place, place / len(kept_back))
    return best
