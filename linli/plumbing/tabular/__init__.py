"""Files that somebody else made: tables in CSV, Excel or OpenDocument, and shapes in GeoJSON.

Whatever encoding, separator, title line, merged cell or broken row a file has, it is read into one shape: a
:class:`Table` of :class:`Line`, each with the number a person finds it by. A row that cannot be read is a line
too, with its reason; only a file of which nothing can be read is refused whole.

    with opened(path, known={"姓名", "身份证号"}) as table:
        for line in table.lines: ...
"""

from .model import FileRefused, Line, Said, Table
from .opening import opened, sheet_names

__all__ = ["FileRefused", "Line", "Said", "Table", "opened", "sheet_names"]
