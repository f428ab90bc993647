"""Where somebody goes after the door: the page they came from, never another site, never the door again."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from linli.kit import kept


def next_of(request: HttpRequest) -> str:
    """The wanted page as a path of this surface; ``/`` where none, or another site's, was named."""
    path = kept.local_path(request.POST.get("next") or request.GET.get("next", ""))
    at_the_door = path.split("?")[0].startswith((reverse("login"), reverse("logout")))
    return "/" if not path or at_the_door else path


def onward(request: HttpRequest) -> HttpResponseRedirect:
    """To that page. A form that was kept on the way here is filled in again there."""
    return HttpResponseRedirect(next_of(request))


def to_page(name: str, request: HttpRequest) -> HttpResponseRedirect:
    """To another page of the door, which goes on to the same page afterwards."""
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': next_of(request)})}")
