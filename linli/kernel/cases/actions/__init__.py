"""What can be done to cases. Verbs own one transaction; parts run inside the action of a higher room."""

from linli.kernel.cases.actions.adding import add_words
from linli.kernel.cases.actions.asking import ask_intake
from linli.kernel.cases.actions.clustering import NotTogether, apart, gather
from linli.kernel.cases.actions.concealing import conceal, reveal_to_unit
from linli.kernel.cases.actions.correcting import correct
from linli.kernel.cases.actions.counting import count_punctuality
from linli.kernel.cases.actions.following import CoHandler, Move, TaskTaken
from linli.kernel.cases.actions.limiting import SentTooMuch
from linli.kernel.cases.actions.moving import act, holds, move
from linli.kernel.cases.actions.once import Key
from linli.kernel.cases.actions.opening import Opened, open_case, open_many
from linli.kernel.cases.actions.parenting import let_in, open_child
from linli.kernel.cases.actions.pausing import pause, resume
from linli.kernel.cases.actions.recording import Answered, Record, Recorded, record_many
from linli.kernel.cases.actions.succeeding import succeed
from linli.kernel.cases.actions.supervising import answer_order, end_order, supervise
from linli.kernel.cases.actions.taking import NotAColleague, desk_of, give, hand_over_shift, lay_back, take
from linli.kernel.cases.actions.turning import turn_lamps
from linli.kernel.cases.actions.withdrawing import withdraw

__all__ = [
    "Answered",
    "CoHandler",
    "Key",
    "Move",
    "NotAColleague",
    "NotTogether",
    "Opened",
    "Record",
    "Recorded",
    "SentTooMuch",
    "TaskTaken",
    "act",
    "add_words",
    "answer_order",
    "apart",
    "ask_intake",
    "conceal",
    "correct",
    "count_punctuality",
    "desk_of",
    "end_order",
    "gather",
    "give",
    "hand_over_shift",
    "holds",
    "lay_back",
    "let_in",
    "move",
    "open_case",
    "open_child",
    "open_many",
    "pause",
    "record_many",
    "resume",
    "reveal_to_unit",
    "succeed",
    "supervise",
    "take",
    "turn_lamps",
    "withdraw",
]
