"""The fixture every attack begins with."""

from tests.attacks.asking import walk

__all__ = ["walk"]
