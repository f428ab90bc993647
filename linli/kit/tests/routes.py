"""Routes of the tests that draw pages by themselves: the catalogue and the choices that every page offers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from linli.kit.catalogue import samples


def catalogue(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["jinja2"].get_template("components/catalogue.html").render(samples(), request))


def scripts(request: HttpRequest) -> HttpResponse:
    page = engines["jinja2"].get_template("components/catalogue_scripts.html")
    return HttpResponse(page.render({"search_action": "/find", "search_value": ""}, request))


def maps(request: HttpRequest) -> HttpResponse:
    """Two maps around a courtyard in the middle of Nanning."""
    options = {
        "center": [108.3658, 22.817],
        "zoom": 16.8,
        "limits": [107.3, 22.1, 109.6, 24.1],
        "pin": [108.3661, 22.817],
    }
    matters = [
        {"lon": 108.3656, "lat": 22.8172, "lamp": "amber", "words": "临期：楼道灯不亮", "href": "/case/1"},
        {"lon": 108.3667, "lat": 22.8167, "lamp": "red", "words": "超期：化粪池外溢", "href": "/case/2"},
        {"lon": 108.3663, "lat": 22.8175, "lamp": "green", "words": "正常：门禁坏了", "href": "/case/3"},
    ]
    page = engines["jinja2"].get_template("components/catalogue_map.html")
    return HttpResponse(page.render({"options": options, "matters": matters}, request))


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
