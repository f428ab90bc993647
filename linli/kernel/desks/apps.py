from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "linli.kernel.desks"
    label = "desks"
