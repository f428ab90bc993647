"""A list of people handed in at the street and looked through: something new, something changed, something refused."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from linli.kernel.imports import actions as imports
from linli.kernel.imports.actions import Sender
from linli.kernel.imports.models import Import
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.world import World

HEADS = "姓名,身份证号,联系电话,住址,与房屋关系,出生日期,备注"
ROWS = (
    "梁小燕,,13877100001,星湖路6号院1栋1单元101,租户,1988-03-12,新来的",
    "莫大山,,13877100002,星湖路6号院1栋1单元102,业主,88-03-12,",
    "蓝凤,45010319851102003,13877100003,星湖路6号院1栋1单元201,业主,,",
    "谭丽,,13877100004,星湖路6号院9栋1单元201,业主,1970-01-02,",
    "农民生,,13877100005,桃源路36号院2栋2单元301,住户,1970-01-02,",
    "覃玉兰,,13877100006,星湖路6号院1栋2单元201,业主、户籍,1956-07-01,",
)


def officer(world: World) -> Hat:
    """The data officer of 新竹街道."""
    return next(one for one in world.desks.hats if one.role == "data_officer" and one.place == world.places["xinzhu"])


def as_worker(hat: Hat) -> Hat:
    """The same officer as the worker acts for them."""
    return replace(hat, surface="worker")


def handed_in(world: World, *, rows: tuple[str, ...] = ROWS, name: str = "新竹街道流动人口.csv") -> Import:
    """The list, put down and looked through."""
    hat = as_worker(officer(world))
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="gb18030") as file:
        file.write("\n".join([HEADS, *rows]) + "\n")
        file.flush()
        sender = Sender(hat.place, hat.unit)
        one = imports.open_import(kind="people", path=Path(file.name), name=name, sender=sender, by=hat, clock=clock)
    for _progress in imports.look_through(import_id=one.id, by=hat, clock=clock):
        pass
    return one
