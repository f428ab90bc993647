"""An Excel file as a street office hands it in: families behind doors of a new compound, and faults planted in it.

Everybody is made up; the same seed makes the same file. :data:`FAULTS` says of every kind of fault how it gets into
a row and with which words it has to be refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook

from linli.kernel.people.id_numbers import check_digit
from linli.kernel.places import actions as places
from linli.kernel.places.actions import NewPlace
from linli.main.demo.ground import INGEST
from linli.plumbing.time import now as clock
from tests.world import World

HEADS = (
    "序号", "姓名", "证件类型", "证件号码", "性别", "出生日期", "联系电话", "住址", "与房屋关系", "户口簿号",
    "与户主关系", "户籍地", "入住日期",
)  # fmt: skip
COMPOUND = "翠湖雅居"
STAIRWELLS, FLOORS, DOORS = 2, 11, 4
PER_BUILDING = STAIRWELLS * FLOORS * DOORS
TODAY = date(2026, 1, 1)  # after which nobody in the file was born or moved in
_SURNAMES = "韦黄覃莫陆农梁李卢潘蓝罗蒙谭唐廖岑闭"
_GIVEN = "秀英建国丽华志强海燕春梅文斌玉兰德福美玲国庆桂芳立军小芳中华雪晓东明辉佩珍家豪梓涵雨桐"
Cells = dict[str, str | float]
Plant = Callable[[Cells, Random], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault: how it gets into a row that was right, and the words of the reason, with cells in braces."""

    code: str
    says: str
    plant: Plant


@dataclass(slots=True)
class Planted:
    """The rows of a file in their order, and for the lines with a fault (2 is the first below the head) which."""

    rows: list[Cells] = field(default_factory=list)
    faults: dict[int, Fault] = field(default_factory=dict)

    def reason(self, line: int) -> str:
        """The sentence with which this line has to be refused."""
        return self.faults[line].says.format(**self.rows[line - 2])

    def write(self, path: Path) -> Path:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("人口")
        sheet.append(HEADS)
        for number, row in enumerate(self.rows, 1):
            sheet.append([number, *(row[head] for head in HEADS[1:])])
        book.save(path)
        return path


def compound(world: World, *, buildings: int) -> dict[str, int]:
    """A new compound in 星湖社区; its dwellings by their address."""
    rows = []
    for number in range(1, buildings + 1):
        rows.append(NewPlace("building", f"{number}栋", world.community("星湖社区"), key=f"{number}", address=COMPOUND))
        rows += [NewPlace("dwelling", door, f"{number}") for door in _doors()]
    ids = places.add_many(rows=rows, by=INGEST, now=clock() - timedelta(days=30))
    names = [f"{COMPOUND}{row.parent}栋{row.name}" for row in rows]
    return {name: one for row, name, one in zip(rows, names, ids, strict=True) if row.level == "dwelling"}


def _doors() -> Iterator[str]:
    for stairwell in range(1, STAIRWELLS + 1):
        for floor in range(1, FLOORS + 1):
            for door in range(1, DOORS + 1):
                yield f"{stairwell}单元{floor}{door:02}"


def planted(*, rows: int, faults: int, seed: int = 7) -> Planted:
    """So many rows, ``faults`` of them wrong, each kind of fault equally often."""
    rng = Random(seed)
    made = Planted()
    people = _families(rng)
    while len(made.rows) < rows:
        made.rows.append(next(people))
    # No fault in the first row of a door: what others are refused for must not depend on it.
    spots = rng.sample(range(2, rows + 2), faults)
    for number, line in enumerate(sorted(spots)):
        fault = FAULTS[number % len(FAULTS)]
        fault.plant(made.rows[line - 2], rng)
        made.faults[line] = fault
    return made


def _families(rng: Random) -> Iterator[Cells]:
    """Families, door after door: owners with children and parents, tenants who came from elsewhere."""
    phones = iter(rng.sample(range(10_000_000, 99_999_999), 40_000))
    building = 0
    while True:
        building += 1
        for door in _doors():
            address = f"{COMPOUND}{building}栋{door}室"
            surname = rng.choice(_SURNAMES)
            let = rng.random() < 0.25
            booklet = "" if let else f"45010{rng.randint(1000000, 9999999)}"
            head_born = date(rng.randint(1950, 1995), rng.randint(1, 12), rng.randint(1, 28))
            for number in range(rng.choice((1, 2, 3, 3, 4))):
                yield _member(rng, number, surname, address, let, booklet, head_born, f"13{next(phones)}0")


def _member(
    rng: Random, number: int, surname: str, address: str, let: bool, booklet: str, head_born: date, phone: str
) -> Cells:
    born = head_born + timedelta(days=(0, 700, 9800, 11000)[number])
    sex = (number + rng.randint(0, 1)) % 2
    region = rng.choice(("450103", "450102", "450107", "450122")) if not let else rng.choice(("430104", "522301"))
    first = f"{region}{born:%Y%m%d}{rng.randint(0, 499) * 2 + sex:03}"
    name = (surname if number != 1 else rng.choice(_SURNAMES)) + "".join(rng.sample(_GIVEN, rng.choice((1, 2, 2))))
    return {
        "姓名": name,
        "证件类型": "居民身份证",
        "证件号码": first + check_digit(first),
        "性别": "男" if sex else "女",
        "出生日期": f"{born:%Y-%m-%d}",
        "联系电话": phone if number < 2 else "",
        "住址": address,
        "与房屋关系": ("租户" if let else ("业主" if number == 0 else "住户")),
        "户口簿号": booklet,
        "与户主关系": ("户主", "配偶", "子女", "子女")[number] if booklet else "",
        "户籍地": region,
        "入住日期": f"{max(born, TODAY - timedelta(days=rng.randint(200, 4000))):%Y-%m-%d}",
    }


def _put(**cells: str | float) -> Plant:
    return lambda row, _rng: row.update(cells)


def _without_number(**cells: str) -> Plant:
    """The cells as given in a row that has no number to compare them with."""
    return _put(证件类型="", 证件号码="", **cells)


def _cut(row: Cells, _rng: Random) -> None:
    row["证件号码"] = str(row["证件号码"])[:16]


def _one_more(row: Cells, rng: Random) -> None:
    row["证件号码"] = f"{row['证件号码']}{rng.randint(0, 9)}"


def _one_digit(row: Cells, _rng: Random) -> None:
    number = str(row["证件号码"])
    row["证件号码"] = f"{number[:16]}{(int(number[16]) + 2) % 10}{number[17]}"


def _letter(row: Cells, _rng: Random) -> None:
    number = str(row["证件号码"])
    row["证件号码"] = f"{number[:5]}O{number[6:]}"


def _no_such_day(row: Cells, _rng: Random) -> None:
    number = str(row["证件号码"])
    row["证件号码"] = f"{number[:10]}0231{number[14:]}"


def _as_number(row: Cells, _rng: Random) -> None:
    row["证件号码"] = float(f"{str(row['证件号码'])[:15]}000")


def _a_day_later(row: Cells, _rng: Random) -> None:
    row["told"] = str(row["出生日期"])
    row["出生日期"] = f"{date.fromisoformat(str(row['told'])) + timedelta(days=1)}"


def _other_sex(row: Cells, _rng: Random) -> None:
    row["性别"] = "女" if row["性别"] == "男" else "男"


def _before_birth(row: Cells, _rng: Random) -> None:
    row["入住日期"] = f"{date.fromisoformat(str(row['出生日期'])) - timedelta(days=400)}"


def _at_building(number: int) -> Plant:
    def plant(row: Cells, _rng: Random) -> None:
        row["住址"] = f"{COMPOUND}{number}栋1单元101"

    return plant


def _bare_booklet(row: Cells, _rng: Random) -> None:
    row["户口簿号"], row["与户主关系"] = "450108877001", ""


def _in_building(door: str) -> Plant:
    def plant(row: Cells, _rng: Random) -> None:
        row["住址"] = f"{str(row['住址']).split('栋')[0]}栋{door}"
        row["building"] = f"{str(row['住址']).split('栋')[0]}栋"

    return plant


FAULTS = (
    Fault("no_name", "缺少姓名", _put(姓名="")),
    Fault("masked_name", "“覃**”是打了码的。找一份有全名的名单。", _put(姓名="覃**")),
    Fault("no_name_at_all", "姓名里不能有“3”：3栋住户2", _put(姓名="3栋住户2")),
    Fault("number_short", "少2位。身份证号是18位，最后一位可能是X。", _cut),
    Fault("number_long", "多了1位。身份证号是18位，最后一位可能是X。", _one_more),
    Fault("number_digit", "有一位不对：最后一位和前面的对不上。", _one_digit),
    Fault("number_letter", "第6位不是数字。只有最后一位可能是X。", _letter),
    Fault("number_day", "第7到14位是出生日期", _no_such_day),
    Fault("number_rounded", "表格只留下了证件号码的前15位", _as_number),
    Fault("other_birthday", "号码里的生日是{told}，这一行写的是{出生日期}。两处都和证件核对。", _a_day_later),
    Fault("other_sex", "性别和号码对不上。两处都和证件核对。", _other_sex),
    Fault("short_year", "85-03-12 的年份只有两位。四位都要写。", _without_number(出生日期="85-03-12")),
    Fault("no_such_day", "没有 1990-02-30 这一天。", _without_number(出生日期="1990-02-30")),
    Fault("lunar", "1962年腊月初八 是农历。写公历的日子。", _without_number(出生日期="1962年腊月初八")),
    Fault("day_or_month", "05/06/1990 分不清哪个是月、哪个是日。", _without_number(出生日期="05/06/1990")),
    Fault("not_born_yet", "生日2041-05-01还没有到。", _without_number(出生日期="2041-05-01", 入住日期="")),
    Fault("too_long_ago", "1812-05-01 太早了，不会是对的。", _without_number(出生日期="1812-05-01")),
    Fault("phone_short", "138****61是10位。手机号11位，座机要加区号。", _put(联系电话="1380771661")),
    Fault("phone_two", "里有几个号码。写能打通的那一个。", _put(联系电话="13807716610/13907716611")),
    Fault("no_address", "缺少住址", _put(住址="")),
    Fault("unknown_compound", "底册里没有“梧桐花苑”。", _put(住址="梧桐花苑3栋1单元201")),
    Fault("unknown_building", f"{COMPOUND}没有99栋。相近的有", _at_building(99)),
    Fault("unknown_door", "{building}没有2单元9901。相近的有", _in_building("2单元9901")),
    Fault("two_doors", "可能是1单元101、2单元101。要写清单元。", _in_building("101")),
    Fault("no_door", "没有写到哪一户。要写清单元和房号。", _in_building("")),
    Fault("elsewhere", "在桃源北社区，不归您的岗位管。", _put(住址="桃源路36号院2栋2单元301")),
    Fault("relation", "“朋友”不在可填的词里。", _put(与房屋关系="朋友")),
    Fault("bare_booklet", "写了户口簿号，就要写和户主是什么关系。", _bare_booklet),
    Fault("before_birth", "入住日期{入住日期}早于生日{出生日期}。", _before_birth),
    Fault("namesake", "分不清是不是同名的另一个人。", _without_number(出生日期="", 联系电话="", 入住日期="")),
)  # fmt: skip
