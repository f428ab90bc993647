"""The kinds of pack the demo city is written in, registered with those of the rooms when the apps are ready."""

from linli.main.demo import packs

__all__ = ["packs"]
