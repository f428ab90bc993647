"""Files on their way into the register. What they said of a person stands in the register once it is taken in."""

from linli.plumbing.held import not_held

not_held("a file of a department on its way in; its cells go after 90 days, unread ones after 14",
         "imports_import", "imports_row", "imports_mapping")  # fmt: skip
