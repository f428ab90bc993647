"""The page behind 谁能看到 of a matter of one's own: which roles at which place, and what they see it for."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.cases import queries
from linli.kernel.cases.actions import showing
from linli.kit import seeing
from linli.kit.counter import matter
from linli.kit.counter.here import page_of
from linli.kit.routes import Request, page


@page("case.see")
def who(request: Request, number: str) -> HttpResponse:
    """Who can see this matter, part by part."""
    file = queries.case_file(number)
    parts = seeing.of_parts(
        seeing.of_case(is_public=showing.is_public(file.case, file.matter)),
        scopes=sorted({task.scope_id for task in file.tasks}),
        self_words=_("You, whoever acts for you, whoever holds the code"),
        now=request.now,
    )
    back = matter.address(file.case.number)
    return page_of(request, "who.html", parts=parts, about=file.case.title, back=back)
