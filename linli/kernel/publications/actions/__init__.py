"""Writing what everybody may read: the public face of cases, and what units and residents publish."""

from linli.kernel.publications.actions.faces import Face, Turn, change, count_people, hide, join, show_many
from linli.kernel.publications.actions.following import (
    MatterClosed,
    ask_to_follow,
    confirm,
    follow,
    forget_followers,
    leave,
)

__all__ = [
    "Face",
    "MatterClosed",
    "Turn",
    "ask_to_follow",
    "change",
    "confirm",
    "count_people",
    "follow",
    "forget_followers",
    "hide",
    "join",
    "leave",
    "show_many",
]
