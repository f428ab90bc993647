"""What must hold of the whole house and no single room can see: asked by ``linli check`` and by the tests.

Every check returns sentences, one for each thing that is wrong; an empty list is good.
"""

from collections.abc import Callable

from linli.main.checks import days, fields, migrations, packs, routes, walls, words

Check = Callable[[], list[str]]

CHECKS: dict[str, Check] = {
    "every field is classified": fields.unclassified,
    "every table has a policy": walls.undeclared,
    "every migration keeps the doors open": migrations.closing,
    "every route is guarded": routes.unguarded,
    "every scenario keeps its word": packs.wrong,
    "every message is translated": words.untranslated,
    "every message has one Chinese": words.said_twice,
    "every day is one of the city's": days.uncut,
}

__all__ = ["CHECKS", "Check"]
