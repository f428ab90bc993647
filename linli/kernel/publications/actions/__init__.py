"""Writing what everybody may read: the public face of cases, and what units and residents publish."""

from linli.kernel.publications.actions.faces import Face, Turn, change, count_people, hide, join, redraw, show_many
from linli.kernel.publications.actions.following import (
    MatterClosed,
    ask_to_follow,
    confirm,
    follow,
    forget_followers,
    leave,
)
from linli.kernel.publications.actions.publishing import (
    NotPublished,
    Words,
    amend,
    announce,
    answer,
    still_true,
    take_down,
    take_down_reply,
)
from linli.kernel.publications.actions.releasing import copy_released, release, take_back
from linli.kernel.publications.actions.reminding import remind_editors
from linli.kernel.publications.actions.submitting import DecidedAlready, Said, accept, refuse, submit, withdraw

__all__ = [
    "DecidedAlready",
    "Face",
    "MatterClosed",
    "NotPublished",
    "Said",
    "Turn",
    "Words",
    "accept",
    "amend",
    "announce",
    "answer",
    "ask_to_follow",
    "change",
    "confirm",
    "copy_released",
    "count_people",
    "follow",
    "forget_followers",
    "hide",
    "join",
    "leave",
    "redraw",
    "refuse",
    "release",
    "remind_editors",
    "show_many",
    "still_true",
    "submit",
    "take_back",
    "take_down",
    "take_down_reply",
    "withdraw",
]
