from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "linli.kernel.publications"
    label = "publications"
