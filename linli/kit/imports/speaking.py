"""How imports speak: what is taken in, how far it has come, what a line would do; and cells with the mask on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.imports import kinds
from linli.kernel.imports.kinds import Kind
from linli.kernel.imports.models import Import, State, Verdict
from linli.kernel.people.masking import masked_id_number, masked_name, masked_phone
from linli.kit.desk.leaving import masked
from linli.plumbing import policy
from linli.plumbing.pointers import pointer
from linli.plumbing.scope import Hat

VERDICTS = (Verdict.NEW, Verdict.CHANGED, Verdict.SAME, Verdict.REFUSED)
DOES: Mapping[str, str | Promise] = {
    Verdict.NEW: gettext_lazy("The register does not know it yet"),
    Verdict.CHANGED: gettext_lazy("The register knows it, and something is different"),
    Verdict.SAME: gettext_lazy("The register says the same; nothing is done"),
    Verdict.REFUSED: gettext_lazy("Something is wrong with it; it stays outside"),
}


def offered(hat: Hat) -> list[Kind]:
    """The kinds of lists this post may hand in."""
    return [one for one in kinds.kinds().values() if policy.may(hat, one.action)]


def kind_words(code: str) -> str:
    """What a kind of list holds: people, buildings."""
    found = kinds.kinds().get(code)
    return str(found.label) if found else code


def state_words(one: Import) -> str:
    """How far an import has come."""
    return str(State(one.state).label)


def verdict_words(verdict: str) -> str:
    """What a line would do, or has done."""
    return str(Verdict(verdict).label)


def address_of(one: Import) -> str:
    """The part of an address that leads to an import."""
    return pointer("import", one.id)


def forms(code: str) -> dict[str, str]:
    """What belongs in each field of a kind: name, phone, number, day, text."""
    found = kinds.kinds().get(code)
    return {field.code: field.form for field in found.fields} if found else {}


def labels(code: str) -> dict[str, str]:
    """What each field of a kind is called."""
    found = kinds.kinds().get(code)
    return {field.code: str(field.label) for field in found.fields} if found else {}


def masked_cell(form: str, written: str) -> str:
    """A cell as a list may show it: names, telephones and numbers with the mask on."""
    if form == "name":
        return masked_name(written)
    if form == "phone":
        return masked_phone(written)
    if form == "document":
        return masked_id_number(written) or written
    return masked(written)


def masked_cells(one: Import, cells: Mapping[str, str], heads: Sequence[str]) -> list[str]:
    """The cells of a line under these heads, masked by what each column means; of columns read as one the filled."""
    known = forms(one.kind)
    return [masked_cell(known.get(one.mapping.get(head, ""), ""), _filled(one, cells, head)) for head in heads]


def _filled(one: Import, cells: Mapping[str, str], head: str) -> str:
    field = one.mapping.get(head, "")
    alike = [head, *(other for other, meant in one.mapping.items() if field and meant == field)]
    return next((cell for other in alike if (cell := cells.get(other, ""))), "")


def numbers(counts: Mapping[str, int]) -> str:
    """新1,204　改33　拒绝12: what was found, in one line."""
    said = [f"{name.label}{counts[name]:,}" for name in VERDICTS if counts.get(name)]
    return "　".join(said) or _("nothing yet")
