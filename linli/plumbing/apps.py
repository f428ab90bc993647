from django.apps import AppConfig


class PlumbingConfig(AppConfig):
    name = "linli.plumbing"
    label = "plumbing"
