"""Addresses of the desk's API, below ``/api/``."""

from django.urls import path

from linli.gates.web_api.desk import api

urlpatterns = [path("v1/", api.urls)]
