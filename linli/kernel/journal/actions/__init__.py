"""The verbs of the journal: adding lines, sealing them, signing what is sealed, erasing what a line said in detail."""

from linli.kernel.journal.actions.adding import Doing, append, append_many
from linli.kernel.journal.actions.erasing import erase
from linli.kernel.journal.actions.sealing import seal
from linli.kernel.journal.actions.signing import sign

__all__ = ["Doing", "append", "append_many", "erase", "seal", "sign"]
