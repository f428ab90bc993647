"""The desk over the small world of the tests: somebody logs in, opens pages, sends the forms that stand on them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from linli.kernel.cases.actions import Opened
from linli.plumbing.scope import Hat
from tests.surfaces import Visit
from tests.world import World

_TASK = re.compile(r'name="task" value="([0-9a-f]{32})"')


def enter(desk: Visit, world: World, hat: Hat) -> Visit:
    """Log in as the holder of a post and put that post on."""
    answer = desk.sign_in(world.login(hat))
    assert answer.status_code in (302, 303), answer.content.decode()
    assert "sessionid" not in desk.cookies
    if "/login/post" in answer["Location"]:
        desk.send("/hat", {"post": post_mark(hat.post)})
    return desk


def post_mark(post: int) -> str:
    from linli.kit.desk import tokens

    return tokens.mark("post", post)


def open_page(desk: Visit, path: str) -> str:
    """The words of a page that must be there."""
    answer = desk.get(path)
    assert answer.status_code == 200, (answer.status_code, answer.get("Location"), answer.content.decode()[:400])
    return unescape(answer.content.decode())


def mark_of(desk: Visit, opened: Opened) -> str:
    """The mark of the task as the forms of the case page carry it."""
    found = _TASK.search(open_page(desk, f"/case/{opened.number}"))
    assert found, "no form on the page: this post does not hold the task"
    return found[1]


def do(desk: Visit, opened: Opened, action: str, given: Mapping[str, Any] | None = None, *, mark: str = "") -> Any:
    """Send one action as the form on the case page would."""
    fields = {"task": mark or mark_of(desk, opened), "deed": action, **(given or {})}
    referer = f"http://localhost:8001/case/{opened.number}"
    return desk.send(f"/case/{opened.number}/{action}", fields, Referer=referer)
