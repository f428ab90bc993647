"""What can be done about the word of residents: rate, reopen, call back."""

from linli.kernel.ratings.actions.following_up import NotYours, Said, ask_follow_ups, put_on_list, record_follow_up
from linli.kernel.ratings.actions.rating import TAGS, AlreadyRated, rate, reopen
from linli.kernel.ratings.actions.rectifying import call_about, end, exclude

__all__ = [
    "TAGS",
    "AlreadyRated",
    "NotYours",
    "Said",
    "ask_follow_ups",
    "call_about",
    "end",
    "exclude",
    "put_on_list",
    "rate",
    "record_follow_up",
    "reopen",
]
