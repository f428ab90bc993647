"""Addresses of the residents' API, below ``/api/``."""

from django.urls import path

from linli.gates.web_api import around  # noqa: F401  adds its operations
from linli.gates.web_api.public import api

urlpatterns = [path("v1/", api.urls)]
