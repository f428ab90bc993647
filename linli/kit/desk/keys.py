"""All keys of the desk on one page, and how to do without them."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kit.desk import frame
from linli.kit.routes import Request, page


@page("case.act")
def keys(request: Request) -> HttpResponse:
    """What every key does, by where it does it."""
    groups = [
        (_("Everywhere"), [("/", _("into the search")), ("?", _("this page")), ("G I", _("to the inbox"))]),
        (
            _("In the list"),
            [
                ("J / K", _("next, previous row")),
                ("Enter", _("open the row")),
                ("X", _("tick the row")),
                ("Shift+X", _("tick all rows from the last ticked one")),
                ("Shift+A", _("tick all rows of the page, or none")),
                ("M", _("more for the ticked ones")),
                ("L", _("open the filter")),
                ("S", _("keep the list as a view")),
                ("G 1 … G 9", _("to the first … ninth list at the left")),
            ],
        ),
        (
            _("At a case"),
            [
                ("F, C, V, B", _("the actions, as their keys say")),
                ("T", _("hand over")),
                ("N", _("write a note")),
                ("@", _("in a note: name a colleague; arrows choose, Enter puts in")),
                ("W", _("watch, or no longer")),
                ("Z", _("take it by name")),
                ("P", _("print")),
                ("Alt+1 … Alt+9", _("in a text: put in words kept ready")),
            ],
        ),
    ]
    return frame.draw(request, "desk/keys.html", {"groups": groups}, here="inbox")
