"""The closed lists of the API."""

from __future__ import annotations

from typing import Literal

LAMPS = ("paused", "green", "amber", "red", "black")
LampName = Literal["paused", "green", "amber", "red", "black"]
ViewName = Literal["mine", "taken", "first", "supervised", "unplaced", "waiting", "late", "area", "done"]
Outcome = Literal["", "fixed", "partly", "declined", "not_ours"]
