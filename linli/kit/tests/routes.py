"""Routes of the tests that draw pages by themselves: the catalogue and the choices that every page offers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from linli.kit.catalogue import samples


def catalogue(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["jinja2"].get_template("components/catalogue.html").render(samples(), request))


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


urlpatterns = [
    path("", catalogue, name="home"),
    path("my", nothing, name="my_cases"),
    path("me", nothing, name="me"),
    path("life", nothing, name="life"),
    path("inbox", nothing, name="inbox"),
    path("edition", nothing, name="edition"),
    path("language", nothing, name="language"),
]
