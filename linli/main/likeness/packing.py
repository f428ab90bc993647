"""The pack of a real city from a list of its divisions: what the list says as facts, the rest made up and marked.

``python -m linli.main.likeness.packing DIVISIONS.csv packs/nanning`` writes divisions, organisations and staff of
Nanning. The list has the columns code, name, parent, level; names and codes are taken from it as they are. Communities,
their outlines, the bodies and the people are made up: they say ``generated`` and carry 示例 in their names.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

COMMUNITIES, GRIDS = 222, 12
SIDE = 960  # metres of a community
ACROSS, UP = 4_300, 3_300  # metres from one street's plot to the next
CENTRE = (67_900, 68_900)  # metres east and north of the corner of the city's box: the middle of the town
PER_ROW = 4  # communities of a street, side by side
# Where the urban districts lie around the middle of the town, in plots: the corner and how many side by side.
DISTRICTS = {
    "450102": (0, 1, 3),
    "450103": (1, -1, 3),
    "450105": (-3, -3, 4),
    "450107": (-4, 0, 4),
    "450108": (1, -3, 3),
}
DUTIES = "street_clerk, street_lead, coordinator"
TEAMS = (("enforcement", "城管执法中队", "enforcement_team", "enforcement_staff"),
         ("emergency", "应急管理站", "emergency_station", "emergency_staff"),
         ("order", "综治中心", "public_order_centre", "public_order_staff"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Division:
    """A row of the list."""

    code: str
    name: str
    parent: str
    level: str


@dataclass(frozen=True, slots=True)
class Made:
    """A community that was made up in a street: its number there, its plot in metres."""

    street: Division
    number: int
    west: int
    south: int

    @property
    def code(self) -> str:
        return f"{self.street.code}_{self.number:02d}"

    @property
    def name(self) -> str:
        return f"{_short(self.street.name)}示例{self.number}社区"

    @property
    def outline(self) -> list[list[int]]:
        west, south, east, north = self.west, self.south, self.west + SIDE, self.south + SIDE
        return [[west, south], [east, south], [east, north], [west, north]]


def read(path: Path) -> list[Division]:
    """The rows of the list, the larger divisions first."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [Division(row["code"], row["name"], row["parent"], row["level"]) for row in csv.DictReader(file)]
    order = ("city", "district", "street")
    return sorted(rows, key=lambda row: (order.index(row.level), row.code))


def communities(rows: Sequence[Division], count: int = COMMUNITIES) -> list[Made]:
    """So many communities in the streets (街道) of the urban districts; towns, townships and zones get none."""
    urban = [row for row in rows if row.level == "street" and row.name.endswith("街道") and row.parent in DISTRICTS]
    found = []
    for place, street in enumerate(urban):
        within = [one for one in urban if one.parent == street.parent].index(street)
        column, row, side_by_side = DISTRICTS[street.parent]
        west = CENTRE[0] + (column + within % side_by_side) * ACROSS
        south = CENTRE[1] + (row + within // side_by_side) * UP
        number = count * (place + 1) // len(urban) - count * place // len(urban)
        for one in range(number):
            found.append(Made(street, one + 1, west + one % PER_ROW * SIDE, south + one // PER_ROW * SIDE))
    return found


def divisions(rows: Sequence[Division], made: Sequence[Made]) -> Iterator[str]:
    """The file of divisions."""
    yield "# Districts and streets are facts (统计用区划代码, edition 2023). Everything below says that it was made up."
    yield "divisions:"
    for row in rows:
        official = f"{row.code}00" if row.level == "city" else row.code
        inside = f", inside: d{row.parent}" if row.parent else ""
        yield f'  - {{code: d{row.code}, name: {row.name}, official: "{official}", level: {row.level}{inside}}}'
    for one in made:
        yield (
            f"  - {{code: d{one.code}, name: {one.name}, level: community, inside: d{one.street.code},"
            f" generated: true, grids: {GRIDS}, outline: {one.outline}}}"
        )


def organisations(rows: Sequence[Division], made: Sequence[Made]) -> Iterator[str]:
    """The bodies that hold duties: an office for each street, its teams and committees where there are communities."""
    yield "# Every body was made up, with the duties its kind has by law or custom; none has a telephone."
    yield "organisations:"
    city = next(row.code for row in rows if row.level == "city")
    for code, name, duties in (
        ("supervision_office", "督查考核办（示例）", "[supervisor]"),
        ("catalogue_office", "事项目录管理处（示例）", "[]"),
        ("data_office", "数据资源管理中心（示例）", "[]"),
        ("hotline_office", "12345热线受理中心（示例）", "[clerk, coordinator]"),
    ):
        yield _body(code, f"南宁市{name}", "city_office", city, duties)
    for row in rows:
        if row.level == "district":
            yield _body(
                f"o{row.code}", f"{row.name}社会治理服务中心（示例）", "district_office", row.code, "[street_clerk]"
            )
        elif row.level == "street":
            yield _body(
                f"o{row.code}", f"{row.name}{_office(row.name)}（示例）", "street_office", row.code, f"[{DUTIES}]"
            )
    for row in dict.fromkeys(one.street for one in made):
        for team, name, sort, duty in TEAMS:
            yield _body(f"{team}{row.code}", f"{row.name}{name}（示例）", sort, row.code, f"[{duty}]")
    for one in made:
        yield _body(f"c{one.code}", f"{one.name}居民委员会", "residents_committee", one.code, "[clerk, grid_worker]")


def staff(made: Sequence[Made]) -> Iterator[str]:
    """Somebody for every kind of work in one street and its first two communities, and at the city."""
    yield "# Nobody here lives. Passwords are drawn at the first start and printed."
    yield "staff:"
    street = made[0].street
    people = [
        ("supervisor", "覃文斌", "督查员", "supervision_office"),
        ("data", "甘雅琴", "数据专员", "data_office"),
        ("editor", "梁静", "目录编辑", "catalogue_office"),
        ("publisher", "莫振宇", "目录审发", "catalogue_office"),
        ("hotline", "廖诗华", "派单员", "hotline_office"),
        ("street", "李中南", "诉求专员", f"o{street.code}"),
        ("lead", "陆明辉", "分管副主任", f"o{street.code}"),
        ("coordinator", "唐海涛", "协调员", f"o{street.code}"),
    ]
    roles = {"supervisor": "supervisor", "data": "data_officer", "editor": "catalogue_editor",
             "publisher": "catalogue_publisher", "hotline": "clerk", "street": "street_clerk", "lead": "street_lead",
             "coordinator": "coordinator"}  # fmt: skip
    for login, name, title, unit in people:
        yield f"  - {{code: {login}, name: {name}, role: {roles[login]}, title: {title}, unit: {unit}, shown: true}}"
    for place, one in enumerate(made[:2], start=1):
        unit = f"c{one.code}"
        yield f"  - {{code: clerk{place}, name: 黄志强, role: clerk, title: 全科社工, unit: {unit}, shown: true}}"
        for grid in range(1, GRIDS + 1):
            shown = ", shown: true" if grid == 1 else ""
            yield (
                f"  - {{code: grid{place}_{grid}, name: 韦春梅, role: grid_worker, title: 网格员, unit: {unit},"
                f" grids: [{grid}]{shown}}}"
            )


def write(source: Path, folder: Path) -> None:
    """The three files of the pack."""
    rows = read(source)
    made = communities(rows)
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in (
        ("divisions", divisions(rows, made)),
        ("organisations", organisations(rows, made)),
        ("staff", staff(made)),
    ):
        (folder / f"{name}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _body(code: str, name: str, sort: str, at: str, duties: str) -> str:
    return f"  - {{code: {code}, name: {name}, sort: {sort}, at: d{at}, generated: true, duties: {duties}}}"


def _office(name: str) -> str:
    """What the office of a street, a town or a zone is called."""
    return "人民政府" if name.endswith(("镇", "乡")) else "办事处" if name.endswith("街道") else "管理委员会"


def _short(name: str) -> str:
    return name.removesuffix("街道")


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
