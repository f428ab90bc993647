from django.apps import AppConfig


class MainConfig(AppConfig):
    name = "linli.main"
    label = "main"
