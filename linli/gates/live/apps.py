from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "linli.gates.live"
    label = "live"
