"""The authenticators of the small world's staff: what their phones would show. The tests' hands go the real way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from linli.main import authenticator
from linli.main.authenticator import this_step

if TYPE_CHECKING:
    from tests.world import World

LAST = """
select coalesce(max(f.last_step), 0) from people_factor f join people_account a on a.id = f.account_id
where a.login = %s and f.surface = 'desk'
"""
BEFORE = """
update people_factor f set last_step = %s from people_account a
where a.id = f.account_id and a.login = %s and f.surface = 'desk' and f.last_step > 0
"""


def secret_of(login: str) -> str:
    """The secret of a member of staff of the world, as it was put into their phone."""
    return authenticator.secret_of(login, secret="world")


def code_for(login: str) -> str:
    """A code the desk takes now. Each is taken once, so whoever comes in again shows the next half minute's."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('role'), set_config('role', 'none', false)")
        before = cursor.fetchone()[0]
        last = last_shown(cursor, login)
        cursor.execute("select set_config('role', %s, false)", [before])
    return code_after(secret_of(login), last)


def last_shown(cursor: Any, login: str) -> int:
    """The half minute of the code that was taken last. Where none good is left, minutes pass: nobody waits for them."""
    cursor.execute(LAST, [login])
    last: int = cursor.fetchone()[0]
    if last > this_step():
        last = this_step() - 1
        cursor.execute(BEFORE, [last, login])
    return last


def code_after(secret: str, last: int) -> str:
    """The first code after that half minute; at least the present one, which is good for as long as typing takes."""
    return authenticator.shown(secret, step=max(this_step(), last + 1))


def a_newcomer(world: World, login: str) -> str:
    """A clerk who has been handed a password and has never come in; returns the login."""
    from linli.kernel.people import actions as people
    from linli.main.demo.ground import INGEST
    from linli.plumbing.time import now as clock
    from tests.world import PASSWORD

    clerk = world.hat("clerk", "桃源北社区")
    row = people.NewAccount("方小圆", login, password=PASSWORD)
    (account,) = people.add_staff_many(rows=[row], by=INGEST, now=clock())
    post = people.NewPost(account, clerk.unit, "clerk", "全科社工", clerk.place)
    people.appoint_many(rows=[post], by=INGEST, now=clock())
    return login
