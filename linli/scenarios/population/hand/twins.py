"""Two records of one human being: which may be the same, and one of them goes on with what hangs on both."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.people import actions as people
from linli.kernel.people import queries as people_queries
from linli.kernel.people.actions import MergeRefused
from linli.kernel.people.models import Person
from linli.kit.desk import frame
from linli.kit.routes import Request, owe, page
from linli.plumbing import scope
from linli.plumbing.pointers import NoSuchPointer, number_at, pointer
from linli.plumbing.policy import NotAllowed
from linli.scenarios.population.desk import saying
from linli.scenarios.population.desk.person import person_at
from linli.scenarios.population.desk.search import Line, lines

MOST = 6


@page("person.merge", methods=("GET", "POST"))
def twins(request: Request, at: str) -> HttpResponse:
    """The records that may be the same person; one of them comes over to this one."""
    if request.method != "POST":
        return _drawn(request, at)
    try:
        gone = number_at("person", request.POST.get("other", ""))
        people.merge_people(kept_id=person_at(at), gone_id=gone, by=request.hat, now=request.now)
    except NotAllowed:
        raise Http404 from None
    except NoSuchPointer:
        error = _("Choose which record is the same person.")
    except MergeRefused as refused:
        error = str(refused)
    else:
        return HttpResponseRedirect(f"{reverse('register_person', args=[at])}?did=merge", status=303)
    with scope.reading(request.hat, now=request.now):
        return _drawn(request, at, error=error, status=422)


def _drawn(request: Request, at: str, *, error: str = "", status: int = 200) -> HttpResponse:
    held = Person.objects.filter(id=person_at(at), until__isnull=True).first()
    if held is None:
        raise Http404
    owe(request, people.note_read, person_id=held.id)
    face, found = people_queries.face_of(held), people_queries.twins_of(held, limit=MOST)
    context = {
        "name": face.name,
        "about": saying.of_person(face.sex, face.birth_year),
        "crumbs": [
            (_("Register"), reverse("register")),
            (face.name, reverse("register_person", args=[at])),
            (_("Twice in the register"), ""),
        ],
        "twins": [(pointer("person", one.face.id), _told(one)) for one in lines(found)],
        "typed": request.POST.get("other", ""),
        "error": error,
    }
    return frame.draw(request, "population/hand/twins.html", context, here="register", status=status)


def _told(one: Line) -> str:
    """覃** 女 1958年 · 租户 桃源路36号院2栋2单元302."""
    doors = [f"{kind} {place.label}" for kind, place in one.links]
    return " · ".join([f"{one.face.name} {one.about}".strip(), *doors])
