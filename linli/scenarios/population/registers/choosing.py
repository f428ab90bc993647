"""Which community something is entered in, where the post works for several: each has rules of its own."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.places.models import Level, Place
from linli.kit.desk import frame
from linli.kit.routes import Request
from linli.scenarios.population.desk import crumbs
from linli.scenarios.population.registers import asked
from linli.scenarios.population.registers.asked import Territory

MOST = 400


def community(request: Request, found: Territory) -> HttpResponse:
    """The communities inside, each leading to the same page for itself."""
    inside = Place.objects.filter(id__in=found.scopes, level=Level.COMMUNITY, until__isnull=True).order_by("lo")
    given = {name: value for name, value in request.GET.items() if name != "place"}
    context = {
        "crumbs": crumbs.down_to(request, found.path, _("Which community")),
        "communities": [
            (name, asked.address(request.path, given, place=number))
            for number, name in inside.values_list("id", "name")[:MOST]
        ],
    }
    return frame.draw(request, "population/registers/choose.html", context, here="register")
