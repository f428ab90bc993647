"""Keeping words ready for a unit: every change is a new version, and it is known who made it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.cases.reports import tidy
from linli.kernel.desks.actions.views import ChangedMeanwhile
from linli.kernel.desks.models import Phrase
from linli.kernel.desks.packs import GAPS, USES, unknown_gaps
from linli.kernel.journal import actions as journal
from linli.kernel.places import queries as places
from linli.plumbing import ids, policy, scope
from linli.plumbing.scope import Hat

LONGEST_NAME, LONGEST = 40, 2000


class PhraseRefused(ValueError):
    """The words cannot be kept like this; ``field`` says where."""

    def __init__(self, field: str, sentence: object) -> None:
        super().__init__(str(sentence))
        self.field = field


def keep_phrase(
    *, name: str, text: str, uses: Sequence[str], items: Sequence[str] = (), root: int = 0, version: int = 0,
    by: Hat, now: datetime,
) -> int:  # fmt: skip
    """Keep new words, or with ``root`` the next version of old ones; returns the root."""
    policy.require(by, "desk.keep")
    name, text = " ".join(name.split()), tidy(text)
    _check(name, text, uses)
    with scope.writing(by, now=now):
        last = None
        if root:
            last = Phrase.objects.select_for_update().filter(unit_id=by.unit, root=root).order_by("-version").first()
            if last is None:
                raise Phrase.DoesNotExist
            if last.version != version or last.until is not None:
                raise ChangedMeanwhile
            Phrase.objects.filter(id=last.id).update(until=now)
        number = ids.reserve("desks_phrase")
        row = Phrase(
            id=number,
            root=root or number,
            version=last.version + 1 if last else 1,
            scope_id=places.standing(by.place).scope_id,
            unit_id=by.unit,
            name=name,
            text=text,
            uses=list(uses),
            items=list(items),
            made_by=by.account,
            made_name=by.label,
            at=now,
        )
        row.save(force_insert=True)
        journal.append(verb="phrase.keep", kind="phrase", record=row.root, by=by, at=now)
        return row.root


def _check(name: str, text: str, uses: Sequence[str]) -> None:
    if not name:
        raise PhraseRefused("name", _("Give the words a name to find them by."))
    if len(name) > LONGEST_NAME:
        raise PhraseRefused("name", _("The name has %(count)s characters; 40 fit.") % {"count": len(name)})
    if not text:
        raise PhraseRefused("text", _("Write the words first."))
    if len(text) > LONGEST:
        raise PhraseRefused("text", _("The words have %(count)s characters; 2,000 fit.") % {"count": len(text)})
    unknown = unknown_gaps(text)
    if unknown:
        sentence = _("A case does not fill {%(name)s}. The gaps there are: %(known)s.")
        known = " ".join(f"{{{gap}}}" for gap in GAPS)
        raise PhraseRefused("text", sentence % {"name": unknown[0], "known": known})
    if not uses or any(use not in USES for use in uses):
        raise PhraseRefused("uses", _("Say where the words are offered."))


def retire_phrase(*, root: int, version: int, by: Hat, now: datetime) -> None:
    """Offer these words no longer. What was written with them stays."""
    policy.require(by, "desk.keep")
    with scope.writing(by, now=now):
        ended = Phrase.objects.filter(unit_id=by.unit, root=root, version=version, until__isnull=True).update(until=now)
        if not ended:
            raise ChangedMeanwhile
        journal.append(verb="phrase.retire", kind="phrase", record=root, by=by, at=now)
