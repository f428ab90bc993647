"""Service discovery (wiki.open311.org/Service_Discovery): where the endpoint is, in which forms it answers."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.gates.open311 import written
from linli.gates.open311.entry import ENDPOINT, resource
from linli.kernel.cases import catalogue
from linli.kit.counter.here import language
from linli.kit.routes import OPEN, Request

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
HOUR = 3600


@resource(OPEN, "GET")
def discovery(request: Request, form: str) -> HttpResponse:
    """The one address that stays, whatever becomes of the endpoint."""
    city = catalogue.city(at=request.now)
    changed = _changeset(catalogue.changed())
    named = {"city": city.label.text(language()), "phone": city.hotline, "url": f"{settings.PUBLIC_URL}/open311"}
    told = {
        "changeset": changed,
        "contact": _("%(city)s, hotline %(phone)s. How to use this: %(url)s") % named,
        "key_service": _("Reading needs no key. To file, ask for one at %(phone)s: %(url)s") % named,
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": f"{settings.PUBLIC_URL}{ENDPOINT}",
                "changeset": changed,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return written.kept(request, written.answer(told, "discovery", form), seconds=HOUR)


def _changeset(changed: datetime | None) -> str:
    """When services or definitions last changed, in a form that sorts."""
    return changed.strftime("%Y-%m-%d %H:%M:%S") if changed else ""
