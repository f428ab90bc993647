"""Passwords of the demo: one per login, drawn from the secret of this installation, the same at every start.

Nothing of them is in the repository; another installation prints others.
"""

from __future__ import annotations

import hmac

WORDS = (
    "lizhi", "longyan", "mangguo", "bianguo", "muguo", "xiangjiao", "boluo", "liulian", "taohua", "lanhua",
    "guihua", "mumian", "zijing", "fenghuang", "rongshu", "chashu", "qingxiu", "yongjiang", "nanhu", "wuxiang",
    "damingshan", "laoyou", "juanfen", "suanye", "zongzi", "tongyou", "zhuangjin", "tonggu", "xiuqiu", "shange",
    "sanyuesan", "qinghe",
)  # fmt: skip


def password_of(login: str, *, secret: str) -> str:
    """A readable password such as ``muguo-4821-xiuqiu``: 24 bits, behind a limited number of tries."""
    drawn = int.from_bytes(hmac.digest(secret.encode(), b"demo login " + login.encode(), "sha256")[:8], "big")
    first, drawn = drawn % len(WORDS), drawn // len(WORDS)
    second, drawn = drawn % len(WORDS), drawn // len(WORDS)
    return f"{WORDS[first]}-{drawn % 10_000:04d}-{WORDS[second]}"
