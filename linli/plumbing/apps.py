from django.apps import AppConfig


class PlumbingConfig(AppConfig):
    name = "linli.plumbing"
    label = "plumbing"

    def ready(self) -> None:
        from linli.plumbing import lookups  # noqa: F401  registered by being there
