"""What can be done about the word of residents: rate, reopen, call back."""

from linli.kernel.ratings.actions.following_up import (
    BeingCalled,
    NotYours,
    Said,
    ask_follow_ups,
    is_refused,
    lay_back,
    list_answered,
    put_on_list,
    record_follow_up,
    take_call,
)
from linli.kernel.ratings.actions.rating import TAGS, AlreadyRated, rate, reopen
from linli.kernel.ratings.actions.rectifying import call_about, end, exclude

__all__ = [
    "TAGS",
    "AlreadyRated",
    "BeingCalled",
    "NotYours",
    "Said",
    "ask_follow_ups",
    "call_about",
    "end",
    "exclude",
    "is_refused",
    "lay_back",
    "list_answered",
    "put_on_list",
    "rate",
    "record_follow_up",
    "reopen",
    "take_call",
]
