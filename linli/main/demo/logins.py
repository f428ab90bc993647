"""Logins of the demo: who has a password, what it is, and how the start shows them.

A password is drawn from the secret of this installation, so it is the same at every start and nothing of it is
in the repository. Staff and residents nobody prints or plays have none and cannot be logged in as.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from linli.main.authenticator import secret_of

if TYPE_CHECKING:  # the launcher prints logins without Django set up
    from linli.main.demo.folk import Neighbour
    from linli.main.demo.packs import Body, Colleague

WORDS = (
    "lizhi", "longyan", "mangguo", "bianguo", "muguo", "xiangjiao", "boluo", "liulian", "taohua", "lanhua",
    "guihua", "mumian", "zijing", "fenghuang", "rongshu", "chashu", "qingxiu", "yongjiang", "nanhu", "wuxiang",
    "damingshan", "laoyou", "juanfen", "suanye", "zongzi", "tongyou", "zhuangjin", "tonggu", "xiuqiu", "shange",
    "sanyuesan", "qinghe",
)  # fmt: skip
PLAYED_IN = ("taoyuanbei", "tiantao")  # where simulated staff work
ROLES = {
    "clerk": ("社区窗口", "community clerk"),
    "grid_worker": ("网格员", "grid worker"),
    "property_staff": ("物业", "property staff"),
    "street_clerk": ("街道专员", "street clerk"),
    "enforcement_staff": ("城管执法队员", "urban management officer"),
    "emergency_staff": ("应急专员", "emergency officer"),
    "public_order_staff": ("综治专员", "public order officer"),
    "street_lead": ("街道负责人", "street lead"),
    "coordinator": ("协调员", "coordinator"),
    "supervisor": ("市督查员", "city supervisor"),
    "data_officer": ("数据专员", "data officer"),
    "catalogue_editor": ("目录编辑", "catalogue editor"),
    "catalogue_publisher": ("目录审发", "catalogue publisher"),
    "auditor": ("审计员", "auditor"),
    "system_administrator": ("系统管理员", "system admin"),
    "security_administrator": ("安全管理员", "security admin"),
}


@dataclass(frozen=True, slots=True)
class Login:
    """One login of the demo: on which surface, as what, and what is typed."""

    surface: str
    role: str
    name: str
    login: str
    password: str
    unit: str = ""
    shown: bool = False
    secret: str = ""  # of the authenticator that answers for this login, where it was handed one


def password_of(login: str, *, secret: str) -> str:
    """A readable password such as ``muguo-4821-xiuqiu``: 23 bits, behind a limited number of tries."""
    drawn = int.from_bytes(hmac.digest(secret.encode(), b"demo login " + login.encode(), "sha256")[:8], "big")
    first, drawn = drawn % len(WORDS), drawn // len(WORDS)
    second, drawn = drawn % len(WORDS), drawn // len(WORDS)
    return f"{WORDS[first]}-{drawn % 10_000:04d}-{WORDS[second]}"


def of_staff(
    staff: Iterable[Colleague], bodies: Iterable[Body], *, secret: str, with_codes: bool = True
) -> list[Login]:
    """The logins of the staff that is printed or simulated; ``with_codes``: each was handed an authenticator."""
    by_code = {body.code: body for body in bodies}
    return [
        Login(
            surface="desk",
            role=one.role,
            name=one.name,
            login=one.code,
            password=password_of(one.code, secret=secret),
            unit=by_code[one.unit].name,
            shown=one.shown,
            secret=secret_of(one.code, secret=secret) if with_codes else "",
        )
        for one in staff
        if one.shown or _is_played(one, by_code[one.unit])
    ]


def _is_played(one: Colleague, body: Body) -> bool:
    if one.played or one.role in ("street_clerk", "street_lead"):
        return True
    return bool({body.at, *one.at} & set(PLAYED_IN))


def of_neighbours(neighbours: Sequence[Neighbour], *, secret: str) -> list[Login]:
    """The logins of the residents by their telephone; the first is printed."""
    return [
        Login("public", "resident", one.name, one.phone, password_of(one.phone, secret=secret), shown=number == 0)
        for number, one in enumerate(neighbours)
    ]


def lines(logins: Sequence[Login], *, public_url: str, desk_url: str) -> list[str]:
    """What the start prints: one address and login per role, Chinese and English."""
    found = ["", "  演示账号，密码只在这台机器上有效  Demo logins; the passwords hold on this machine only", ""]
    for one in (one for one in logins if one.shown):
        if one.surface == "public":
            zh, en, url = "居民", "resident", public_url
        else:
            (zh, en), url = ROLES[one.role], desk_url
        who = f"{one.name} {one.unit}".strip()
        found.append(
            f"  {url}  {_wide(zh, 10)}  {_wide(en, 19)}  {_wide(one.login, 14)}  {_wide(one.password, 28)}  {who}"
        )
        if one.surface == "public":
            found.append(f"    长辈版：同一个账号，在 {urljoin(public_url, '/me')} 换成长辈版")
            found.append(f"    Elder edition: the same login; choose it at {urljoin(public_url, '/me')}")
    if any(one.secret for one in logins):
        found += ["", "  工作台登录的第二步要6位数字，用这条命令看：.venv/bin/linli code 登录名"]
        found.append("  The desk asks for six digits besides; this shows them: .venv/bin/linli code LOGIN")
    return [*found, ""]


def _wide(text: str, width: int) -> str:
    """The text filled up to a width in columns of a terminal, where a Chinese character takes two."""
    return text + " " * max(0, width - sum(2 if ord(sign) > 0x2E7F else 1 for sign in text))
