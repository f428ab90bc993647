"""What is done for a person's rights over what is held about them, and what a city writes down before it holds it."""

from linli.kernel.rights.actions.assessing import OCCASIONS, AssessmentRefused, NewAssessment, assess
from linli.kernel.rights.actions.copying import (
    LASTS,
    TooManyCopies,
    ask_copy,
    end_copies,
    note_fetched,
    note_ready,
)
from linli.kernel.rights.actions.erasing import (
    ErasureRefused,
    ask_erasure,
    carry_out,
    decide_erasure,
    take_back_erasure,
)
from linli.kernel.rights.actions.holding import HoldRefused, NewHold, end_hold, place_hold, prolong_hold
from linli.kernel.rights.actions.keeping import PURPOSE, keep_to_terms
from linli.kernel.rights.actions.looking import tell_look, tell_subjects

__all__ = [
    "LASTS",
    "OCCASIONS",
    "PURPOSE",
    "AssessmentRefused",
    "ErasureRefused",
    "HoldRefused",
    "NewAssessment",
    "NewHold",
    "TooManyCopies",
    "ask_copy",
    "ask_erasure",
    "assess",
    "carry_out",
    "decide_erasure",
    "end_copies",
    "end_hold",
    "keep_to_terms",
    "note_fetched",
    "note_ready",
    "place_hold",
    "prolong_hold",
    "take_back_erasure",
    "tell_look",
    "tell_subjects",
]
