"""What is done with a file: opened, understood, looked through, taken in, stopped, undone, swept."""

from linli.kernel.imports.actions.exporting import note_export
from linli.kernel.imports.actions.mapping import ColumnsWrong, map_columns
from linli.kernel.imports.actions.opening import AlreadyHere, ImportRefused, KindUnknown, Sender, open_import
from linli.kernel.imports.actions.running import (
    NotNow,
    carry_out,
    defer_work,
    look_through,
    stop,
    undo,
    work,
)
from linli.kernel.imports.actions.sweeping import sweep

__all__ = [
    "AlreadyHere",
    "ColumnsWrong",
    "ImportRefused",
    "KindUnknown",
    "NotNow",
    "Sender",
    "carry_out",
    "defer_work",
    "look_through",
    "map_columns",
    "note_export",
    "open_import",
    "stop",
    "sweep",
    "undo",
    "work",
]
