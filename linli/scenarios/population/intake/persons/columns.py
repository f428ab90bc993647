"""The columns of a list of people, and the words lists use in them."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from linli.engines import regions
from linli.kernel.imports.kinds import Field, one_of
from linli.kernel.people import id_numbers, person_names, phones
from linli.plumbing.tabular import values
from linli.plumbing.tabular.values import ValueWrong

DOCUMENTS: dict[str, tuple[str, ...]] = {
    "resident_id": ("居民身份证", "身份证", "二代身份证", "户口簿"),
    "hmt_permit": ("港澳台居民居住证", "港澳居民居住证", "台湾居民居住证"),
    "mainland_travel_permit": (
        "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "来往内地通行证", "来往大陆通行证", "回乡证", "台胞证",
    ),
    "foreign_id": ("外国人永久居留身份证", "外国人永久居留证"),
    "passport": ("护照", "普通护照", "外国护照"),
    "none": ("无证件", "暂无", "没有"),
}  # fmt: skip
RELATIONS: dict[str, tuple[str, ...]] = {
    "owner": ("业主", "产权人", "房主", "户主(产权)", "房东"),
    "occupant": ("住户", "居住", "自住", "使用人", "同住", "家属", "常住"),
    "tenant": ("租户", "租客", "承租人", "承租", "租住", "租赁"),
    "registered": ("户籍", "户籍人口", "户在人不在", "挂户"),
    "guardian": ("监护人", "监护"),
    "carer": ("照料人", "护工", "保姆", "照护"),
}
HEADS: dict[str, tuple[str, ...]] = {
    "head": ("户主", "本人"),
    "spouse": ("配偶", "妻", "妻子", "夫", "丈夫"),
    "child": ("子女", "子", "女", "儿子", "女儿", "长子", "次子", "三子", "长女", "次女", "三女", "独生子", "独生女",
              "养子", "养女", "继子", "继女", "儿媳", "女婿", "媳妇"),
    "grandchild": ("孙子女", "孙子", "孙女", "外孙子", "外孙", "外孙女", "曾孙"),
    "parent": ("父母", "父亲", "母亲", "父", "母", "岳父", "岳母", "公公", "婆婆"),
    "grandparent": ("祖父母", "祖父", "祖母", "外祖父", "外祖母", "爷爷", "奶奶"),
    "sibling": ("兄弟姐妹", "兄", "弟", "姐", "妹", "哥哥", "弟弟", "姐姐", "妹妹"),
    "relative": ("其他亲属", "亲戚", "侄子", "侄女", "外甥", "外甥女"),
    "unrelated": ("非亲属", "集体户", "寄居", "其他"),
}  # fmt: skip
SEXES: dict[str, tuple[str, ...]] = {"m": ("男", "男性", "M", "m", "1"), "f": ("女", "女性", "F", "f", "2")}

_SPREAD = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_SEVERAL = re.compile(r"[、,，;；/+和]|\s{2,}")
_REGION = re.compile(r"\d{6}|\d{9}|\d{12}", re.ASCII)


def _meanings(words: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: code for code, every in words.items() for word in every}


_RELATION = one_of(_meanings(RELATIONS))


def first_word(words: dict[str, tuple[str, ...]], code: str) -> str:
    """What our own files write for a code."""
    return words[code][0] if code in words else ""


def name(written: str) -> str:
    """A name as it stands on the card, without the blanks that make short names as wide as long ones."""
    return person_names.checked(_SPREAD.sub("", written))


def relations(written: str) -> tuple[str, ...]:
    """What somebody is to the dwelling; several may stand in one cell, 业主、户籍."""
    every = [one.strip() for one in _SEVERAL.split(values.plain(written)) if one.strip()]
    return tuple(dict.fromkeys(_RELATION(one) for one in every))


def phone(written: str) -> str:
    """One telephone number: a mobile one, or a fixed one with its area code."""
    found = phones.tidy(written)
    if phones.is_mobile(found) or re.fullmatch(r"0\d{9,11}", found, re.ASCII):
        return found
    if len([one for one in _SEVERAL.split(written) if len(phones.tidy(one)) > 6]) > 1:
        raise ValueWrong(_("%(text)s holds several numbers. Write the one that is answered."), text=written)
    if not found.isdigit():
        raise ValueWrong(_("%(text)s is not a telephone number."), text=written)
    if len(found) == phones.MOBILE_LENGTH:
        raise ValueWrong(_("%(text)s is not a mobile number: those begin with 13 to 19."), text=written)
    words = {"text": written, "count": len(found)}
    raise ValueWrong(_("%(text)s has %(count)d digits. A mobile number has 11, a fixed one its area code."), **words)


def region(written: str) -> str:
    """The code of a place of household registration: 6, 9 or 12 digits, or of the division it is called by."""
    found = values.plain(written)
    if _REGION.fullmatch(found):
        return found
    if found[:1].isdigit():
        raise ValueWrong(_("%(text)s is no code of a division. It has 6, 9 or 12 digits."), text=written)
    meant = regions.read(found)
    if not meant:
        raise ValueWrong(
            _("No division is called “%(text)s”. Write province, city and county, or the code."), text=written
        )
    if len(meant) > 1:
        several = "、".join(f"{one.label} {one.code}" for one in meant[:3])
        raise ValueWrong(
            _("“%(text)s” may be several: %(several)s. Write the province before it."), text=written, several=several
        )
    return meant[0].code


def booklet(written: str) -> str:
    """The number of a household booklet: letters and digits."""
    found = id_numbers.tidy(written)
    if not re.fullmatch(r"[0-9A-Z]{4,20}", found, re.ASCII):
        raise ValueWrong(_("%(text)s is not the number of a household booklet."), text=written)
    return found


def day(written: str) -> object:
    return values.day(written)


FIELDS = (
    Field(
        "name",
        _("Name of the person"),
        ("姓名", "名字", "居民姓名", "人员姓名"),
        name,
        "name",
        required=True,
        longest=60,
    ),
    Field("document", _("Kind of document"), ("证件类型", "证件种类", "证件名称"), one_of(_meanings(DOCUMENTS))),
    Field(
        "number",
        _("Document number"),
        ("证件号码", "证件号", "身份证号", "身份证号码", "公民身份号码", "身份证"),
        id_numbers.tidy,
        "document",
        exact=True,
        longest=40,
    ),
    Field("sex", _("Sex"), ("性别",), one_of(_meanings(SEXES))),
    Field("born", _("Date of birth"), ("出生日期", "出生年月日", "出生年月", "生日"), day, "day"),
    Field("phone", _("Telephone"), ("联系电话", "手机号", "手机号码", "电话", "联系方式"), phone, "phone", exact=True),
    Field(
        "address",
        _("Home address"),
        (
            "住址",
            "现住址",
            "现住地址",
            "居住地址",
            "现居住地址",
            "家庭住址",
            "详细地址",
            "房屋地址",
            "地址",
            "房屋编码",
        ),
        required=True,
        help=_("road or compound, building, stairwell and room; or the code of the dwelling"),
    ),
    Field(
        "relations",
        _("Relation to the dwelling"),
        ("与房屋关系", "人房关系", "居住关系", "居住类型", "人员类别"),
        relations,
        required=True,
        help=_("业主, 住户, 租户, 户籍, 监护人, 照料人; several with 、 between them"),
    ),
    Field("booklet", _("Household booklet"), ("户口簿号", "户号", "户口本号"), booklet, "document", exact=True),
    Field("head", _("Relation to the head"), ("与户主关系", "家庭关系"), one_of(_meanings(HEADS))),
    Field("registered_in", _("Registered in"), ("户籍地", "户籍地编码", "户籍区划", "户籍地址", "户籍所在地"), region),
    Field("since", _("Here since"), ("入住日期", "居住起始日期", "入住时间", "起始日期"), day, "day"),
)
