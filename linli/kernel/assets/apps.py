from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "linli.kernel.assets"
    label = "assets"
