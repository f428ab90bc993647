"""The page of web hooks, for those who oversee cases."""

from django.urls import path

from linli.gates.webhooks import pages

urlpatterns = [
    path("webhooks", pages.webhooks, name="webhooks"),
    path("webhooks/renew", pages.renew, name="webhook_renew"),
    path("webhooks/end", pages.end, name="webhook_end"),
    path("webhooks/replay", pages.replay, name="webhook_replay"),
]
