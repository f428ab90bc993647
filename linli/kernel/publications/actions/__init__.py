"""Writing what everybody may read: the public face of cases, and what units and residents publish."""

from linli.kernel.publications.actions.faces import Face, change, show_many

__all__ = ["Face", "change", "show_many"]
