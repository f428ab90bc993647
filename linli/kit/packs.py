"""The kinds of pack the kit owns, registered with those of the rooms when the apps are ready."""

from linli.kit.map import layers

__all__ = ["layers"]
