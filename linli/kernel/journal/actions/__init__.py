"""The verbs of the journal: adding lines, sealing and signing them, erasing their details, taking them along."""

from linli.kernel.journal.actions.adding import Doing, append, append_many
from linli.kernel.journal.actions.erasing import erase, erase_about
from linli.kernel.journal.actions.sealing import seal
from linli.kernel.journal.actions.signing import sign
from linli.kernel.journal.actions.taking import note_bundle

__all__ = ["Doing", "append", "append_many", "erase", "erase_about", "note_bundle", "seal", "sign"]
