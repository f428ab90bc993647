"""A founded city with its ground, of which nothing runs yet: for tests that start the processes they are about.

One for all of them in a test process; their files share the xdist group ``founded``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest

from linli.main.bench.city import City, throw_away
from linli.main.commands.drill import apart
from linli.main.launcher import testing
from linli.main.launcher.postgres import THROW_AWAY
from linli.main.terminal import Progress


@contextmanager
def standing(schema: Path) -> Iterator[City]:
    """Such a city for the length of the block."""
    with ExitStack() as stack:
        with apart():
            begin = partial(testing.lend, schema)
            made = stack.enter_context(throw_away(Progress(quiet=True), settings=THROW_AWAY, begin=begin))
            made.stage("ingest", "ground")
        yield made


@pytest.fixture(scope="session")
def founded(schema: Path) -> Iterator[City]:
    with standing(schema) as city:
        yield city
