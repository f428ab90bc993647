"""What happens between the schema and the open doors: founding the city, then settling it or loading the demo.

The steps are kept by name so that the launcher knows nothing of packs: each is a module with
``prepare(home, progress)`` that is called in order and returns lines to print once the doors are open.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from pathlib import Path

from linli.main.terminal import Progress, _

ALWAYS: tuple[str, ...] = ("linli.main.founding",)
DEMO: tuple[str, ...] = ("linli.main.demo",)
PLAIN: tuple[str, ...] = ("linli.main.settling",)


def prepare(home: Path, *, demo: bool, progress: Progress) -> Callable[[], None]:
    """Run the steps; what to call when every door answers."""
    lines: list[str] = []
    for name in (*ALWAYS, *(DEMO if demo else PLAIN)):
        if importlib.util.find_spec(name) is not None:
            lines += importlib.import_module(name).prepare(home, progress)

    def ready() -> None:
        progress.say(_("Ready. Stop with Ctrl-C."))
        for line in lines:
            print(line, flush=True)

    return ready
