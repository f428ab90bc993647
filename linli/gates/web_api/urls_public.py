"""Addresses of the residents' API, below ``/api/``."""

from django.urls import path

from linli.gates.web_api import around, open_figures  # noqa: F401  they add their operations
from linli.gates.web_api.public import api

urlpatterns = [path("v1/", api.urls)]
