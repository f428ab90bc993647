"""What colleagues do beside the flow: keep views, name each other, watch, be present, keep words, do many at once."""

from linli.kernel.desks.actions.batches import begin_batch, set_row, try_row_again
from linli.kernel.desks.actions.exporting import note_export
from linli.kernel.desks.actions.finding import ReasonMissing, find_by_reporter, index_case, search
from linli.kernel.desks.actions.naming import NobodyCalled, note, read_mentions
from linli.kernel.desks.actions.phrasing import PhraseRefused, keep_phrase, retire_phrase
from linli.kernel.desks.actions.presence import be_here, leave, sweep_presence
from linli.kernel.desks.actions.views import ChangedMeanwhile, ViewRefused, drop_view, keep_view, move_view, prefer_view
from linli.kernel.desks.actions.watching import end_watches, unwatch, watch

__all__ = [
    "ChangedMeanwhile",
    "NobodyCalled",
    "PhraseRefused",
    "ReasonMissing",
    "ViewRefused",
    "be_here",
    "begin_batch",
    "drop_view",
    "end_watches",
    "find_by_reporter",
    "index_case",
    "keep_phrase",
    "keep_view",
    "leave",
    "move_view",
    "note",
    "note_export",
    "prefer_view",
    "read_mentions",
    "retire_phrase",
    "search",
    "set_row",
    "sweep_presence",
    "try_row_again",
    "unwatch",
    "watch",
]
