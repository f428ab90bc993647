"""Which matter a text is probably about, by what the city learnt from its own cases; silent where it is not sure."""

from __future__ import annotations

from datetime import datetime
from time import monotonic

from django.db import connection

from linli.engines.texts import Learnt
from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import learning
from linli.kernel.cases.models_learning import Learning
from linli.kernel.cases.packs import Item

LOOK_EVERY = 60.0  # seconds
SHORTEST = 4  # characters; less says nothing

_kept: dict[str, tuple[float, int, Learnt | None]] = {}


def suggestion(text: str, *, at: datetime) -> Item | None:
    """The matter on offer that a text is probably about; None where nothing was learnt or nothing is sure."""
    if len(text.strip()) < SHORTEST:
        return None
    learnt = _learnt()
    guess = learnt.guess(text) if learnt else None
    if guess is None:
        return None
    return next((item for item in catalogue.items(at=at) if item.code == guess.label), None)


def forget() -> None:
    """Look for the latest lesson at the next question."""
    _kept.clear()


def _learnt() -> Learnt | None:
    """The latest lesson, read again when there is a newer one. One statement a minute and process."""
    name = str(connection.settings_dict["NAME"])
    looked, number, learnt = _kept.get(name, (0.0, 0, None))
    if looked and monotonic() - looked < LOOK_EVERY:
        return learnt
    newest = Learning.objects.order_by("-id").values_list("id", flat=True).first() or 0
    if newest != number:
        learnt = learning.read(bytes(Learning.objects.get(id=newest).body)) if newest else None
    _kept[name] = (monotonic(), newest, learnt)
    return learnt
