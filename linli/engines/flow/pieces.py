"""Reading the small pieces of the grammar: names, owner rules, limits, labels, asked fields, effects.

Every reader takes what the pack says and the place where it says it, tells the `Findings` what is wrong,
and returns a harmless value so that reading goes on and one look finds every slip.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from linli.engines.flow.model import (
    ANY,
    CO_HANDLERS,
    END,
    ITEM_OWNER,
    NEXT_OWNER,
    Ask,
    Effect,
    Label,
    Limit,
    Owner,
    Path,
    Problem,
    Vocabulary,
)

NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
REQUIRED, OPTIONAL = "required", "optional"
MOST_GUESSES = 50
"""Looking for the nearest name is slow in a large flow; nobody reads the fifty-first guess."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that looks most like this one, or ""."""
    return next(iter(get_close_matches(word, sorted(known), 1, 0.6)), "")


def parse_owner(text: str) -> Owner:
    """`any counter`, `grid_worker of grid`, `civil affairs of district`, `owner`. ValueError for anything
    else.

    Several words are one code: "civil affairs" and "civil_affairs" name the same role.
    """
    words = text.split()
    if words[:1] == [ANY]:
        role, level = words[1:], [ANY]
    elif "of" in words:
        cut = words.index("of")
        role, level = words[:cut], words[cut + 1 :]
    else:
        role, level = words, []
    owner = Owner("_".join(role), "_".join(level))
    names = [owner.role] if role == words else [owner.role, owner.level]
    if words.count("of") > 1 or (words[:1] == [ANY] and "of" in words) or ANY in words[1:]:
        raise ValueError(text)
    if not all(NAME.fullmatch(name) for name in names):
        raise ValueError(text)
    return owner


class Findings:
    """The problems found so far, and the closed lists they are found against."""

    def __init__(self, known: Vocabulary) -> None:
        self.known = known
        self.problems: list[Problem] = []

    def tell(self, path: Path, code: str, **values: str | int) -> None:
        self.problems.append(Problem(path, code, values))

    def unlisted(self, path: Path, code: str, word: str, listed: Collection[str], **values: str) -> None:
        """A word that is in no list: told together with the listed word that looks most like it."""
        few = len(self.problems) < MOST_GUESSES
        self.tell(path, code, **values, nearest=nearest(word, listed) if few else "")

    # Each reader below returns its piece, or a harmless stand-in after telling what is wrong.

    def mapping(self, given: object, path: Path) -> Mapping[object, object]:
        """A mapping; nothing at all (`close:` with nothing behind it) is an empty one."""
        if given is None:
            return {}
        if isinstance(given, Mapping):
            return given
        self.tell(path, "not_a_mapping", found=_shown(given))
        return {}

    def items(self, given: object, path: Path) -> list[object]:
        if given is None:
            return []
        if isinstance(given, list | tuple):
            return list(given)
        self.tell(path, "not_a_list", found=_shown(given))
        return []

    def text(self, given: object, path: Path) -> str:
        """A text that is not blank, else "". YAML reads a bare yes, no, on or off as a truth value: told as such."""
        if isinstance(given, str) and given.strip():
            return given.strip()
        self.tell(path, "not_text", found=_shown(given))
        return ""

    def name(self, given: object, path: Path) -> str:
        """A name of a step, an action or a field, else ""."""
        text = self.text(given, path)
        if text == END.name:
            self.tell(path, "reserved_name", name=text)
        elif text and not NAME.fullmatch(text):
            self.tell(path, "bad_name", name=text)
        else:
            return text
        return ""

    def owner(self, given: object, path: Path) -> Owner | None:
        text = self.text(given, path)
        try:
            owner = parse_owner(text) if text else None
        except ValueError:
            self.tell(path, "bad_owner", text=text)
            return None
        if owner is None:
            return None
        if owner != Owner(ITEM_OWNER):
            self.listed(owner.role, self.known.roles, path, "unknown_role")
        if owner.level not in ("", ANY):
            self.listed(owner.level, self.known.levels, path, "unknown_level")
        return owner

    def listed(self, word: str, listed: frozenset[str] | None, path: Path, code: str) -> None:
        if word and listed is not None and word not in listed:
            self.unlisted(path, code, word, listed, name=word)

    def limit(self, given: object, path: Path) -> Limit | None:
        """A text or a number above nought; the caller's calendar reads it."""
        if isinstance(given, str) and given.strip():
            return given.strip()
        if isinstance(given, int | float) and not isinstance(given, bool) and 0 < given < float("inf"):
            return given
        self.tell(path, "bad_limit", found=_shown(given))
        return None

    def flag(self, given: object, path: Path) -> bool:
        if not isinstance(given, bool):
            self.tell(path, "bad_flag", found=_shown(given))
        return given is True

    def often(self, given: object, path: Path) -> bool:
        """Whether an action returns a case: true or false, or how many times at the most."""
        if type(given) is int and given > 0:
            return True
        return self.flag(given, path)

    def label(self, given: object, path: Path) -> Label:
        """{zh: 受理, en: Accept}, kept as pairs sorted by language."""
        pairs = self.mapping(given, path)
        read = [(self.text(key, path), self.text(text, (*path, str(key)))) for key, text in pairs.items()]
        return tuple(sorted(pair for pair in read if all(pair)))

    def asks(self, given: object, path: Path) -> tuple[Ask, ...]:
        """{words: required, photo: optional}, in the order the form shows them."""
        found: list[Ask] = []
        listed = None if self.known.fields is None else self.known.fields | {NEXT_OWNER, CO_HANDLERS}
        for key, how in self.mapping(given, path).items():
            field = self.name(key, path)
            place = (*path, str(key))
            self.listed(field, listed, place, "unknown_field")
            if how not in (REQUIRED, OPTIONAL):
                self.tell(place, "bad_ask", field=field, found=_shown(how))
            elif field:
                found.append(Ask(field, how == REQUIRED))
        return tuple(found)

    def effects(self, body: Mapping[object, object], path: Path) -> tuple[Effect, ...]:
        """Those without words from the list `effects:`, then those that are keys with words: `makes: certificate`."""
        found: list[Effect] = []
        for place, given in enumerate(self.items(body.get("effects"), (*path, "effects"))):
            name = self.name(given, (*path, "effects", place))
            self.listed(name, self.known.effects, (*path, "effects", place), "unknown_effect")
            found.append(Effect(name))
        for key, given in body.items():
            if key in self.known.effects:
                words = given if isinstance(given, list | tuple) and given else [given]
                read = [self.text(word, (*path, str(key))) for word in words]
                found.append(Effect(str(key), tuple(read)))
        names = [effect.name for effect in found]
        for name in sorted({name for name in names if name and names.count(name) > 1}):
            self.tell((*path, "effects"), "duplicate_effect", name=name)
        return tuple(found)


def _shown(given: object) -> str:
    text = repr(given) if isinstance(given, str) else str(given)
    return text if len(text) <= 40 else text[:39] + "…"
