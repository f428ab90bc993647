"""What text and names are found by: bigrams, pinyin initials, and keyed fingerprints of both for people.

PostgreSQL refuses the index of a pattern search under row-level security, so text is searched through rows
of tokens and equality. Chinese is cut into overlapping pairs, which needs no dictionary and finds any part of
two characters or more; a Latin word or a number counts as one sign, so "13栋" is the pair 13+栋.

A person's name must not stand readable in a token table: its tokens are 8-byte keyed fingerprints. They are
found by whole given names, parts, single characters and initials; the caller opens the hits and checks them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Any

from linli.plumbing import crypto

NAME_TOKEN = 8
LONGEST_WORD = 32
LONGEST_INITIALS = 6

# Han with its rare planes, 〇 and 々, and the private use area where old registers keep rare characters.
_OWN = "\ue000-\uf8ff\U000f0000-\U0010fffd"
_HAN = f"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af{_OWN}"
_SIGN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
_IS_HAN = re.compile(f"[{_HAN}]")
_RUN = re.compile(rf"(?:[^\W_]|[{_OWN}])+")
_PART_ENDS = re.compile(r"[·•・･‧∙⋅᛫․.．\s]+")

# Unicode default ignorables: controls, lone surrogates, joiners, direction marks, fillers, selectors.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)

# Surnames whose reading is not the usual reading of the character; where usage differs, every reading.
SURNAMES = {
    "单": ("shan4",), "解": ("xie4",), "仇": ("qiu2",), "曾": ("zeng1",), "查": ("zha1",), "区": ("ou1",),
    "朴": ("piao2",), "乐": ("yue4", "le4"), "种": ("chong2",), "秘": ("bi4",), "折": ("she2",),
    "缪": ("miao4",), "翟": ("zhai2", "di2"), "繁": ("po2",), "召": ("shao4",), "洗": ("xian3",),
    "祭": ("zhai4",), "隗": ("wei3", "kui2"), "谌": ("chen2", "shen4"), "乜": ("nie4",), "任": ("ren2",),
    "覃": ("qin2", "tan2"), "盖": ("ge3", "gai4"), "华": ("hua4",), "员": ("yun4",), "燕": ("yan1",),
    "尉迟": ("yu4 chi2",), "万俟": ("mo4 qi2",), "长孙": ("zhang3 sun1",), "澹台": ("tan2 tai2",),
}  # fmt: skip


def normal(text: str) -> str:
    """One spelling of what looks the same: NFKC, lower case, without invisible and direction marks."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def bigrams(text: str) -> list[str]:
    """The tokens under which ``text`` is filed: pairs of neighbouring signs, and every word or lone sign."""
    tokens: dict[str, None] = {}
    for signs in _runs(text):
        tokens.update((first + second, None) for first, second in pairwise(signs))
        tokens.update((sign, None) for sign in signs if len(signs) == 1 or not _IS_HAN.match(sign))
    return list(tokens)


def pieces(text: str) -> list[str]:
    """The same and every sign alone: for what is also looked for by one character."""
    return list(dict.fromkeys([*bigrams(text), *(sign for signs in _runs(text) for sign in signs)]))


def query(typed: str) -> list[str]:
    """The tokens a record must all have to hold what was typed; empty when there is nothing to look for."""
    tokens: dict[str, None] = {}
    for signs in _runs(typed):
        tokens.update((first + second, None) for first, second in pairwise(signs))
        if len(signs) == 1:
            tokens[signs[0]] = None
    return list(tokens)


def initials(name: str, *, person: bool = False) -> str:
    """The first letters of the pinyin: 解放路 is "jfl", as a person 解小东 is "xxd"; of Latin words the first."""
    return _letters(_reading(_name_signs(name), person=person))


def sort_key(name: str, *, person: bool = False) -> str:
    """By this text names and places stand in Chinese order under a plain byte-wise collation.

    Sign by sign: pinyin, tone, then the character itself, as in a telephone directory; numbers by size, so
    3号楼 comes before 10号楼. It tells as much as the name and is classified like it.
    """
    signs = _name_signs(name)
    return " ".join(
        sign.zfill(8) if sign.isdigit() else reading + (sign if _IS_HAN.match(sign) else "")
        for sign, reading in zip(signs, _reading(signs, person=person), strict=True)
    )


def name_tokens(name: str) -> list[bytes]:
    """The fingerprints a person's name is filed under: threes, pairs, characters, initials from two letters on."""
    return fingerprints(sorted(name_marks(name)))


def name_marks(name: str) -> set[str]:
    """The same before they are keyed. They tell the name: for whoever fingerprints those of many names at once."""
    signs = _name_signs(name)
    marks = {f"c{sign}" for sign in signs if _IS_HAN.match(sign)}
    marks |= {f"b{first}{second}" for first, second in pairwise(signs)}
    marks |= {f"t{''.join(three)}" for three in _threes(signs)}
    for letters in _spoken(name, signs):
        marks |= {f"i{letters[:size]}" for size in range(2, min(len(letters), LONGEST_INITIALS) + 1)}
    return marks


def name_query(typed: str) -> list[bytes]:
    """The fingerprints a name must all have to match what was typed: characters, or initials.

    A whole name of three characters, the commonest question, is one of them: two pairs that thousands bear each
    would have to be compared person by person.
    """
    signs = _name_signs(typed)
    if len(signs) == 1:
        sign = signs[0]
        return fingerprints([f"c{sign}" if _IS_HAN.match(sign) else f"i{sign[:LONGEST_INITIALS]}"])
    if len(signs) == 2:
        return fingerprints([f"b{signs[0]}{signs[1]}"])
    return fingerprints(f"t{''.join(three)}" for three in _threes(signs))


def fingerprints(marks: Iterable[str]) -> list[bytes]:
    """The keyed fingerprints of marks, in their order."""
    return crypto.blind_many(marks, purpose="name token", length=NAME_TOKEN)


def _threes(signs: list[str]) -> Iterator[tuple[str, str, str]]:
    """Every three signs that stand together."""
    return zip(signs, signs[1:], signs[2:], strict=False)


def _runs(text: str) -> list[list[str]]:
    """The signs of every unbroken stretch of the text."""
    return [[sign[:LONGEST_WORD] for sign in _SIGN.findall(run)] for run in _RUN.findall(normal(text))]


def _name_signs(name: str) -> list[str]:
    """The signs of a name without blanks and dots: 买买提·吐尔逊 and 买买提吐尔逊 are one name."""
    return [sign[:LONGEST_WORD] for sign in _SIGN.findall(normal(name))]


def _spoken(name: str, signs: list[str]) -> set[str]:
    """The letters by which a name may be asked for: its initials, those of its parts, its Latin words."""
    parts = [signs]
    if _PART_ENDS.search(name):
        parts += [_name_signs(part) for part in _PART_ENDS.split(name)]
    spoken = {_letters(reading) for part in parts for reading in _readings_of_person(part)}
    return spoken | {sign for sign in signs if not _IS_HAN.match(sign)}


def _letters(reading: tuple[str, ...]) -> str:
    return "".join(syllable[0] for syllable in reading)


def _reading(signs: list[str], *, person: bool) -> tuple[str, ...]:
    return _readings_of_person(signs)[0] if person else _reading_of_words(signs)


def _readings_of_person(signs: list[str]) -> list[tuple[str, ...]]:
    """The syllables of a name in every usual reading of its surname, the commonest first."""
    plain = tuple(_syllable(sign) for sign in signs)
    if len(signs) < 2:
        return [plain]
    surnames = SURNAMES.get(signs[0] + signs[1]) or SURNAMES.get(signs[0], ())
    readings = [(*surname.split(), *plain[len(surname.split()) :]) for surname in surnames]
    return [*readings, plain] if plain not in readings else readings


def _reading_of_words(signs: list[str]) -> tuple[str, ...]:
    """The syllables of ordinary words, whose neighbours tell the reading: 重庆路 is chong2 qing4 lu4."""
    syllables: list[str] = []
    for is_han, group in groupby(signs, lambda sign: _IS_HAN.match(sign) is not None):
        if is_han:
            syllables += _pinyin("".join(group))
        else:
            syllables += group
    return tuple(syllables)


@lru_cache(maxsize=32_768)
def _syllable(sign: str) -> str:
    """The pinyin of one character with its tone as a digit; whatever has no pinyin stands for itself."""
    if not _IS_HAN.match(sign):
        return sign
    return _pinyin(sign)[0]


def _pinyin(signs: str) -> list[str]:
    """The reading of each character, with its tone as a digit."""
    from pypinyin import Style, pinyin  # a tenth of the start of every process, and few of them ever read a name

    return [syllable for (syllable,) in pinyin(signs, style=Style.TONE3, errors=_as_they_are)]


def _as_they_are(signs: str) -> Any:
    """Characters without a known pinyin, each for itself. (The library's stub forgets that lists may come.)"""
    return [[sign] for sign in signs]
