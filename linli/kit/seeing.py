"""谁能看到，凭什么: who can see a record and why, in words, read off the declarations of its tables.

The same policy that becomes the wall in the database is walked here: a rule by division becomes the divisions and the
roles of the page's action, one by subject becomes the person, whoever acts for them, whoever holds the code. Nothing is
written down twice, so the page cannot promise what the wall does not keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.people import queries as people
from linli.kernel.places import queries as places
from linli.kit.desk import speaking
from linli.plumbing import policy
from linli.plumbing.policy import Anyone, Both, ByScope, BySubject, KeptFor, NotAbout, Rule, Through
from linli.plumbing.scope import ROBOT

SELVES = frozenset({"visitor", "resident"})
STAFF, SELF, WORKER = "desk", "public", "worker"


@dataclass(frozen=True, slots=True)
class Part:
    """What can be read of a record: in words, the table it stands in, the action of the pages that show it.

    ``masked``: on those pages it is masked, and whoever asks for the whole says why.
    """

    what: str
    table: str
    action: str
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Means:
    """How a rule lets somebody see a row."""

    by_scope: bool = False
    by_subject: bool = False
    by_anyone: bool = False
    not_about: bool = False
    kept_for: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A part with everybody who can see it: (who, why) each, and what holds for all of them."""

    what: str
    readers: Sequence[tuple[str, str]]
    remarks: Sequence[str]


def of_case(*, is_public: bool) -> list[Part]:
    """What can be read of a case."""
    face = [Part(_("What it is about and roughly where"), "publications_public_face", "case.act")] if is_public else []
    return [
        Part(_("The matter and what happened"), "cases_case", "case.act"),
        Part(_("Who reported it, and their phone"), "people_subject", "person.see", masked=True),
        Part(_("Photos"), "papers_paper", "case.act"),
        Part(_("The grade"), "ratings_rating", "case.act"),
        *face,
    ]


def of_person() -> list[Part]:
    """What can be read of somebody in the register."""
    return [
        Part(_("Name, phone, identity number"), "people_person", "register.see", masked=True),
        Part(_("Where somebody lives, owns or rents"), "people_residence", "register.see"),
        Part(_("Vehicles"), "assets_vehicle", "register.see", masked=True),
        Part(_("What was said should be put right"), "people_proposal", "proposal.decide", masked=True),
    ]


def means(table: str, login: str) -> Means:
    """How a login sees rows of a table, followed through its links; nothing where it may not read there."""
    given = policy.of(table).logins.get(login)
    if given is None or "select" not in given.verbs:
        return Means()
    return Means(by_anyone=True) if given.seen is None else _of_rule(given.seen, login)


def _of_rule(rule: Rule, login: str) -> Means:
    match rule:
        case ByScope():
            return Means(by_scope=True)
        case BySubject():
            return Means(by_subject=True)
        case Anyone():
            return Means(by_anyone=True)
        case Through():
            return means(rule.link, login)
        case Both(second=NotAbout()):
            return replace(_of_rule(rule.first, login), not_about=True)
        case Both(second=KeptFor(role=role)):
            return replace(_of_rule(rule.first, login), kept_for=role)
        case _:
            return Means()


def of_parts(parts: Iterable[Part], *, scopes: Sequence[int], self_words: str, now: datetime) -> list[Shown]:
    """Each part with who sees it. ``scopes`` are the divisions of the record's link rows, its whole desk side.

    ``self_words`` names whoever the record is about or from. Two statements, and one for each division.
    """
    names = {place.id: place.name for scope in scopes for place in places.path(scope)}
    roles = people.roles_around(list(names), at=now)
    return _alike_together([_shown(part, names, roles, self_words) for part in parts])


def _alike_together(shown: Iterable[Shown]) -> list[Shown]:
    """What the same people see for the same reasons is said once."""
    found: dict[tuple[object, ...], list[Shown]] = {}
    for one in shown:
        found.setdefault((*one.readers, *one.remarks), []).append(one)
    return [replace(held[0], what=pgettext("list", ", ").join(one.what for one in held)) for held in found.values()]


def _shown(part: Part, names: Mapping[int, str], roles: set[tuple[int, str]], self_words: str) -> Shown:
    staff, own = means(part.table, STAFF), means(part.table, SELF)
    readers = []
    if own.by_anyone:
        readers.append((_("Everybody"), _("it is public, without anybody's name")))
    if own.by_subject:
        readers.append((self_words, pgettext("why somebody sees it", "it is about them, or from them")))
    if staff.by_scope:
        readers += _staff(part, names, roles)
    if means(part.table, WORKER).by_scope:
        readers.append((_("Linli itself"), _("it sends the messages and keeps the time, and shows it to nobody")))
    return Shown(part.what, readers, _remarks(part, staff))


def _staff(part: Part, names: Mapping[int, str], held: set[tuple[int, str]]) -> list[tuple[str, str]]:
    """The roles that may take the action, by the division they answer for; those without a duty there at the end."""
    allowed = policy.roles_for(part.action) - SELVES - {ROBOT}
    why, found, told = purpose(part.action), [], set()
    for number, name in names.items():
        here = sorted({role for at, role in held if at == number} & allowed)
        told |= set(here)
        if here:
            found.append((f"{name} {_roles(here)}", why))
    rest = sorted(allowed - told)
    if rest and names:
        words = _("%(roles)s, where the post is for %(places)s")
        found.append((words % {"roles": _roles(rest), "places": pgettext("list", ", ").join(names.values())}, why))
    return found


def _roles(roles: Sequence[str]) -> str:
    return pgettext("list", ", ").join(speaking.role_words(role) for role in roles)


def _remarks(part: Part, staff: Means) -> list[str]:
    said = []
    if staff.not_about:
        said.append(_("Never the unit or the member of staff it is about."))
    if staff.kept_for:
        role = speaking.role_words(staff.kept_for)
        said.append(_("Where secrecy was asked for, only the desk that took it in: %(role)s.") % {"role": role})
    if part.masked:
        said.append(_("Masked. Whoever wants to see the whole writes down why, and that can be read."))
    return said


def purpose(action: str) -> str:
    """What those that may take an action see the record for."""
    return _purposes()[action]


def _purposes() -> dict[str, str]:
    return {
        "case.act": _("to deal with it, and to see that it is dealt with"),
        "person.see": _("to reach whoever it is about"),
        "register.see": _("to keep the register and to know who lives there in an emergency"),
        "proposal.decide": _("to decide what is put right"),
    }
