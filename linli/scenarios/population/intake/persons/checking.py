"""Whether the cells of a row agree with one another, and what the row says of a person when they do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Row
from linli.kernel.imports.saying import Reason
from linli.kernel.people import documents
from linli.kernel.people.documents import Identity
from linli.kernel.people.id_numbers import NumberWrong
from linli.plumbing.tabular import Said


@dataclass(frozen=True, slots=True)
class Given:
    """What a row says: of a person, and of the door they belong to. Blank cells say nothing."""

    name: str
    address: str
    relations: tuple[str, ...]
    document: str = "none"
    number: str = ""
    sex: str = ""
    born: date | None = None
    phone: str = ""
    booklet: str = ""
    head: str = ""
    registered_in: str = ""
    since: date | None = None

    @property
    def birthday(self) -> str:
        """The date of birth as a text, empty where it is not said."""
        return self.born.isoformat() if self.born else ""

    @property
    def marks(self) -> dict[str, str]:
        """What somebody is known by at their door."""
        return {"name": self.name, "born": self.birthday, "phone": self.phone, "number": self.number}


def checked(row: Row, today: date) -> tuple[Given | None, list[Reason]]:
    """What the row says, or every reason why it cannot be right."""
    identity, wrong = _document(row)
    born, sex = row["born"], row["sex"] or ""
    wrong += _against(identity, born, sex)
    born, sex = identity.born or born, identity.sex or sex
    wrong += _days(row, born, today)
    wrong += _missing(row, born)
    if wrong:
        return None, wrong
    rest = {name: row[name] or "" for name in ("phone", "booklet", "head", "registered_in")}
    papers = (identity.document, identity.number)
    return Given(row["name"], row["address"], row["relations"], *papers, sex, born, since=row["since"], **rest), []


def _document(row: Row) -> tuple[Identity, list[Reason]]:
    """Number and kind of the document, the kind told by the number where it is not said."""
    number, said = row["number"] or "", row["document"] or ""
    if not number:
        if said in ("", "none"):
            return documents.NOBODY, []
        return documents.NOBODY, [_reason("number", _("A kind of document is named, and its number is missing."))]
    try:
        return documents.checked(number, said), []
    except NumberWrong as wrong:
        return documents.NOBODY, [Reason(Said(wrong.sentence, wrong.words), "number")]


def _against(identity: Identity, born: date | None, sex: str) -> Iterator[Reason]:
    """What the other cells say otherwise than the number."""
    if identity.born and born and born != identity.born:
        words = {"said": born.isoformat(), "told": identity.born.isoformat()}
        sentence = _("The number says born on %(told)s, the row %(said)s. Compare both with the card.")
        yield _reason("born", sentence, **words)
    if identity.sex and sex and sex != identity.sex:
        yield _reason("sex", _("The sex does not fit the number. Compare both with the card."))


def _missing(row: Row, born: date | None) -> Iterator[Reason]:
    """What must be said for the row to be about one person in one place."""
    if not row["number"] and born is None and not row["phone"]:
        sentence = _("Without number, birthday and telephone nobody can tell this person from a namesake.")
        yield _reason("number", sentence)
    if row["booklet"] and not row["head"]:
        sentence = _("With a booklet number it must be said what this person is to the head of the household.")
        yield _reason("head", sentence)


def _days(row: Row, born: date | None, today: date) -> Iterator[Reason]:
    """Days that cannot be: in the future, or somebody here before they were born."""
    if born is not None and born > today:
        yield _reason("born", _("Born on %(day)s: that day has not come yet."), day=born.isoformat())
        return
    since = row["since"]
    if since is not None and since > today:
        yield _reason("since", _("Here since %(day)s: that day has not come yet."), day=since.isoformat())
    elif since is not None and born is not None and since < born:
        words = {"since": since.isoformat(), "born": born.isoformat()}
        yield _reason("since", _("Here since %(since)s, and born only on %(born)s."), **words)


def _reason(field: str, sentence: object, **words: str) -> Reason:
    return Reason(Said(sentence, words), field)  # type: ignore[arg-type]
