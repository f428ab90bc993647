"""The page behind 谁能看到 of a case at the desk: which roles at which place, and what they see it for."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases import queries
from linli.kernel.cases.actions import showing
from linli.kit import seeing
from linli.kit.desk import frame
from linli.kit.routes import Request, page


@page("case.act")
def who(request: Request, number: str) -> HttpResponse:
    """Who can see this case, part by part."""
    file = queries.case_file(number)
    parts = seeing.of_parts(
        seeing.of_case(is_public=showing.is_public(file.case, file.matter)),
        scopes=sorted({task.scope_id for task in file.tasks}),
        self_words=_("The reporter, whoever acts for them, whoever holds the code"),
        now=request.now,
    )
    crumbs = [(_("Inbox"), reverse("inbox")), (file.case.number, reverse("matter", args=[file.case.number])),
              (_("Who can see this, and why"), "")]  # fmt: skip
    return frame.draw(
        request, "desk/who.html", {"parts": parts, "about": file.case.title, "crumbs": crumbs}, here="inbox"
    )
