"""What people are called: by how often surnames are met in Guangxi, by the fashion of the year of birth.

Assumptions: the order of surnames follows common knowledge of Guangxi (黄 韦 李 陈 梁 覃 …), the weights are ours.
Names with a dot, with characters outside the basic plane and in Latin letters are as rare as a register knows them, and
there on purpose: what breaks on them breaks on real people.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

# Surnames and how many of a thousand bear them. Below them the long tail, one each.
_SURNAMES = {
    "黄": 105, "韦": 80, "李": 62, "陈": 55, "梁": 48, "覃": 46, "陆": 38, "刘": 30, "卢": 28, "莫": 27, "罗": 26,
    "农": 25, "杨": 24, "潘": 23, "张": 22, "王": 21, "吴": 20, "蒙": 18, "周": 16, "邓": 15, "谢": 14, "苏": 14,
    "何": 13, "唐": 12, "蓝": 12, "林": 12, "曾": 11, "甘": 10, "廖": 10, "谭": 9, "蒋": 9, "岑": 8, "赵": 8, "凌": 7,
    "马": 7, "石": 7, "龙": 7, "许": 6, "玉": 5, "滕": 5, "闭": 5, "钟": 5, "雷": 5, "朱": 5, "郑": 5, "欧阳": 4,
    "盘": 4, "施": 4, "冯": 4, "宁": 4, "彭": 4, "胡": 4, "高": 4, "徐": 4, "宋": 3, "零": 3, "阮": 3, "庞": 3,
    "杜": 3, "江": 3, "容": 3, "班": 3, "樊": 2, "隆": 2, "上官": 1, "司马": 1, "区": 2, "单": 1, "解": 1, "仇": 1,
}  # fmt: skip
_TAIL = "袁于董余叶程魏薛吕丁任沈姚姜崔陶熊金韩戴夏钱贾邱方侯邹孟秦白尹毛史贺顾龚邵万段"
SURNAMES: list[str] = [*_SURNAMES, *_TAIL]
_SURNAMES_TO = list(accumulate([*_SURNAMES.values(), *[1] * len(_TAIL)]))

# Characters of given names, the commonest first; the weights fall as those of words do.
_CHARACTERS = {
    ("m", "old"): "国建明华志文德福金荣光忠永世家海清贵树生强平祥宝林春有广才启汉天玉安发日振达维善成",
    ("f", "old"): "英兰芳秀桂玉凤珍莲美花梅月香彩云素爱丽金惠翠琴娥妹群琼瑞菊娟芬小春少连菊燕碧姣仙",
    ("m", "mid"): "伟志勇强军海文华明建波永杰斌辉俊峰平东宏国林晓飞龙少鹏剑健毅振立家宁涛凯新德荣宇天",
    ("f", "mid"): "丽燕小玲婷梅静芳霞雪艳红春海秋慧萍敏琳娟莉晓玉美凤颖佳娜云丹媛洁冰柳彩君莹倩文素",
    ("m", "young"): "子宇俊浩轩梓家博文天泽明睿涵皓铭志嘉辰一杰晨思瑞鑫承熙奕诚钰翔逸煜锦霖骏恒然沐柏景",
    ("f", "young"): "子梓诗雨欣涵佳思怡语婷雅梦嘉琪萱彤馨可紫若静妍依晨瑶颖钰心玥琳慧悦芷安诺沐宁灵珊允",
}
_FALL = [1 / (rank + 3) for rank in range(60)]
_GIVEN: dict[tuple[str, str], tuple[list[str], list[float]]] = {
    key: (list(signs), list(accumulate(_FALL[: len(signs)]))) for key, signs in _CHARACTERS.items()
}
_ONE_SIGN = {"old": 0.10, "mid": 0.20, "young": 0.06}

_RARE = "㛃㷆䶮𫍯𬭩𠮷𬍡𫟹𫖯𪨰𬀩𣲘"  # characters that old programs turn into question marks
_DOTTED = (
    [
        "阿依古丽",
        "迪丽努尔",
        "阿卜杜拉",
        "买买提",
        "古丽娜尔",
        "艾力",
        "热依汗",
        "阿牛",
        "吉克",
        "扎西",
        "卓玛",
        "央金",
    ],
    ["吐尔逊", "买买提", "阿布都热依木", "伊斯拉木", "艾合买提", "玉素甫", "木呷", "阿支莫", "达瓦", "多吉", "其其格"],
)
_LATIN = ("Nguyen Van Minh", "Tran Thi Lan", "John Smith", "Maria Santos", "Somchai Jaidee", "Le Thi Hoa", "Kim Minjun")
RARE, DOTTED, LATIN = 0.002, 0.0008, 0.0003  # assumptions: of all names


T = TypeVar("T")


def picked(dice: Random, things: Sequence[T], upto: Sequence[float]) -> T:
    """One of the things by their weights, given as running sums: ``choices`` for one, in a third of the time."""
    return things[bisect(upto, dice.random() * upto[-1])]


def era(age: int) -> str:
    """The fashion a name follows."""
    return "old" if age >= 55 else "mid" if age >= 22 else "young"


def surname(dice: Random) -> str:
    """One surname, as often as it is met."""
    return str(picked(dice, SURNAMES, _SURNAMES_TO))


def given(dice: Random, sex: str, age: int) -> str:
    """One given name of a year of birth: one or two characters."""
    fashion = era(age)
    signs, upto = _GIVEN[sex, fashion]
    if dice.random() < _ONE_SIGN[fashion]:
        return picked(dice, signs, upto)
    return picked(dice, signs, upto) + picked(dice, signs, upto)


def name(dice: Random, family: str, sex: str, age: int) -> str:
    """A whole name: nearly always the family's surname and a given name."""
    drawn = dice.random()
    if drawn < RARE:
        return family + str(dice.choice(_RARE)) + (dice.choice("明华瑶英") if drawn < RARE / 2 else "")
    if drawn < RARE + DOTTED:
        return "·".join(dice.choice(part) for part in _DOTTED)
    return family + given(dice, sex, age)


def foreign_name(dice: Random) -> str:
    """The name of somebody from abroad, as it stands in the passport."""
    return dice.choice(_LATIN)
