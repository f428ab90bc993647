"""Who can see somebody's part of the register and why: for the desk about a person, for residents about themselves."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.people import queries as people
from linli.kernel.people.actions import note_read
from linli.kernel.people.models import Person, Residence
from linli.kit import seeing
from linli.kit.counter.here import page_of
from linli.kit.desk import frame
from linli.kit.routes import Request, owe, page
from linli.plumbing.pointers import pointer
from linli.scenarios.population.desk.person import person_at


@page("register.see")
def of_person(request: Request, at: str) -> HttpResponse:
    """Who can see this person, part by part."""
    held = Person.objects.filter(id=person_at(at)).first()
    if held is None:
        raise Http404
    owe(request, note_read, person_id=held.id)
    name = people.face_of(held).name
    home = reverse("register_person", args=[pointer("person", held.id)])
    context = {
        "parts": _parts(request, held, _("Whoever it is about, and whoever acts for them")),
        "about": name,
        "crumbs": [(_("Register"), reverse("register")), (name, home), (_("Who can see this, and why"), "")],
    }
    return frame.draw(request, "desk/who.html", context, here="register")


@page("home.see")
def of_me(request: Request) -> HttpResponse:
    """Who can see my part of the register, part by part."""
    held = Person.objects.filter(id=request.hat.person).first()
    if held is None:  # whom the register does not hold is told so there
        return HttpResponseRedirect(reverse("my_home"))
    parts = _parts(request, held, _("You, and whoever acts for you"))
    about = _("What the register holds about you")
    return page_of(request, "who.html", here="me", parts=parts, about=about, back=reverse("my_home"))


def _parts(request: Request, held: Person, self_words: str) -> list[seeing.Shown]:
    links = Residence.objects.filter(person_id=held.id).values_list("scope_id", flat=True)
    return seeing.of_parts(seeing.of_person(), scopes=sorted(set(links)), self_words=self_words, now=request.now)
