"""Addresses of the exchange, on the desk's surface: a program acts for a unit."""

from django.urls import path

from linli.gates.exchange import pages

urlpatterns = [
    path("exchange/v1/keys", pages.keys, name="exchange_keys"),
    path("exchange/v1/read", pages.read, name="exchange_read"),
    path("exchange/v1/deliver", pages.deliver, name="exchange_deliver"),
]
