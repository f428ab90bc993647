from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "linli.kernel.rights"
    label = "rights"
