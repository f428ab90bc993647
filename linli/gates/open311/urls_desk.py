"""The page of API keys, for the supervisors of the city."""

from django.urls import path

from linli.gates.open311 import desk

urlpatterns = [
    path("api-keys", desk.api_keys, name="api_keys"),
    path("api-keys/end", desk.end_key, name="end_key"),
]
