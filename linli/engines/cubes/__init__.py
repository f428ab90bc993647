"""Tables of counts for everybody: which cells are held back so that nobody can be told from them.

A table counts by place and column; a place above shows the sum of those below it, a row ends with its sum. A cell of
fewer than LEAST is held back, and with it others, so that it cannot be computed from the sums either. That it cannot is
not hoped for but shown: for each such cell there is a *witness*, another table that agrees with everything that stays
in sight and in which the cell is LEAST or more. What is shown is rounded besides.
"""

from linli.engines.cubes.hiding import Held, Impossible, hold_back
from linli.engines.cubes.successors import merged
from linli.engines.cubes.table import LEAST, TOTAL, Cell, Counts, Table, rounded, shown

__all__ = ["LEAST", "TOTAL", "Cell", "Counts", "Held", "Impossible", "Table", "hold_back", "merged", "rounded", "shown"]
