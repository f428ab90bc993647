"""The admission to the live process, on both surfaces."""

from django.urls import path

from linli.gates.live import pages

urlpatterns = [path("live-admission", pages.admission, name="live_admission")]
