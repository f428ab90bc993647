"""What every test of the house is run with."""

from __future__ import annotations

import pytest

from tests import together
from tests.matrix.counting import CellsAsked
from tests.story_marks import StoryMarks


def pytest_configure(config: pytest.Config) -> None:
    """Count what the stories prove, in the controller and in every worker."""
    config.pluginmanager.register(StoryMarks(config), "linli-story-marks")
    config.pluginmanager.register(together, "linli-together")
    config.pluginmanager.register(CellsAsked(), "linli-cells-asked")
