"""The fixtures every attack begins with."""

from tests.attacks.asking import ground, walk

__all__ = ["ground", "walk"]
