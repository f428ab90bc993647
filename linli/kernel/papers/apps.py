from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "linli.kernel.papers"
    label = "papers"
