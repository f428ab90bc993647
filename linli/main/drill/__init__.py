"""Drills: what nobody hopes for, done on purpose to a city of its own, and what it has cost.

Each makes a throw-away city with the very processes of ``linli up``, breaks it under load and counts. A drill that
could not find a loss would prove nothing, so those that count losses also count one that must be found.
"""

from linli.main.launcher.errors import LauncherError


class DrillBroken(LauncherError):
    """The drill itself could not go on: nothing is known, which is not the same as nothing being wrong."""
