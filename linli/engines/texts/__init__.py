"""Texts: how alike two of them are."""

from linli.engines.texts.alike import likeness

__all__ = ["likeness"]
