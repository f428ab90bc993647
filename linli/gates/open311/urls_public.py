"""Addresses of Open311 on the public surface. Service codes have dots in them, so a format is what follows the last."""

from django.urls import re_path

from linli.gates.open311 import discovery, entry, filed, filing, reading, services

FORM = r"\.(?P<form>xml|json)$"

urlpatterns = [
    re_path(rf"^discovery{FORM}", discovery.discovery, name="open311_discovery"),
    re_path(rf"^v2/discovery{FORM}", discovery.discovery, name="open311_discovery_v2"),
    re_path(rf"^v2/services{FORM}", services.services, name="open311_services"),
    re_path(rf"^v2/services/(?P<code>.+){FORM}", services.definition, name="open311_definition"),
    re_path(rf"^v2/requests{FORM}", filing.requests, name="open311_requests"),
    re_path(rf"^v2/requests/(?P<code>.+){FORM}", reading.one, name="open311_request"),
    re_path(rf"^v2/tokens/(?P<token>.+){FORM}", filed.token, name="open311_token"),
    re_path(r".+\.(?P<form>xml|json)$", entry.nothing, name="open311_nothing"),
    re_path(r"^.+$", entry.nothing, name="open311_no_format"),
]
