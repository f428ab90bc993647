"""What every story of this scenario stands on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder of its own for files."""
    with override_settings(HOME=tmp_path):
        yield tmp_path
