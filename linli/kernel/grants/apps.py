from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "linli.kernel.grants"
    label = "grants"
