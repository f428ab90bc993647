"""What can be somebody's name. It is kept as it is written; what cannot be a name is told back in a sentence.

Rare characters may stand in the private use area of old registers or in the extension planes; minority names have
a dot in one of a dozen spellings; foreigners have Latin letters. All of that is a name. A question mark where a
character was lost, a star of a masked list, a digit or "不详" is not.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST = 60
_NOBODY = frozenset(
    {
        "不详",
        "未知",
        "无名",
        "无名氏",
        "无",
        "空",
        "空户",
        "空置",
        "户主",
        "本人",
        "业主",
        "租户",
        "租客",
        "住户",
        "测试",
    }
    | {"某某", "暂无", "待定", "test", "unknown", "none", "null", "nil", "n/a"}
)
_LOST = re.compile("[?？\ufffd□■]")  # what programs put for a character they could not write
_MASKED = re.compile(r"[*＊×✕✖]|某$")
_BLANKS = re.compile(r"\s+")


class NameWrong(ValueError):
    """This cannot be a name. ``str()`` says why."""

    def __init__(self, sentence: str | Promise, **words: object) -> None:
        super().__init__(words)
        self.sentence, self.words = sentence, words

    def __str__(self) -> str:
        return str(self.sentence) % self.words


def checked(typed: str) -> str:
    """The name as it is kept: as written, blanks at the ends taken away and several made one."""
    name = _BLANKS.sub(" ", typed).strip()
    if not any(_is_letter(sign) for sign in name):
        raise NameWrong(_("The name is missing."))
    if len(name) > LONGEST:
        raise NameWrong(_("This name is longer than %(most)d characters. Is the whole row in it?"), most=LONGEST)
    if unicodedata.normalize("NFKC", name).casefold() in _NOBODY:
        raise NameWrong(
            _("“%(name)s” says that nobody knows the name. Leave the person out until it is known."), name=name
        )
    if _LOST.search(name):
        raise NameWrong(
            _("A character of “%(name)s” was lost on the way. Look at the paper it was copied from."), name=name
        )
    if _MASKED.search(name):
        raise NameWrong(_("“%(name)s” is masked. Ask for the list with whole names."), name=name)
    wrong = next((sign for sign in name if not _may_stand(sign)), "")
    if wrong:
        raise NameWrong(_("“%(sign)s” cannot stand in a name: %(name)s"), sign=wrong, name=name)
    return name


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign) in ("Lo", "Lu", "Ll", "Lt", "Lm", "Co", "Cn", "Nl")


def _may_stand(sign: str) -> bool:
    """Letters of any script, private and unassigned characters (rare Han), dots, hyphens, apostrophes, brackets."""
    category = unicodedata.category(sign)
    return (
        _is_letter(sign)
        or category in ("Mn", "Mc", "Zs", "Pd", "Cf", "Ps", "Pe")
        or sign in "·•・･‧∙⋅᛫․.．'’‘`,，、〇々"
    )
