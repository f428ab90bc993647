"""The ticket to the live process, on both surfaces."""

from django.urls import path

from linli.gates.live import pages

urlpatterns = [path("live-ticket", pages.ticket, name="live_ticket")]
