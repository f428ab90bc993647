"""What the city publishes about its journal."""

from django.urls import path

from linli.gates.witnesses import pages_public

urlpatterns = [
    path("journal", pages_public.journal, name="journal"),
    path("checkpoint", pages_public.checkpoint, name="checkpoint"),
]
