from django.apps import AppConfig


class Open311Config(AppConfig):
    name = "linli.gates.open311"
    label = "open311"
