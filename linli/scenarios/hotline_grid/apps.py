from django.apps import AppConfig


class HotlineGridConfig(AppConfig):
    name = "linli.scenarios.hotline_grid"
    label = "hotline_grid"

    def ready(self) -> None:
        from linli.scenarios.hotline_grid import plans  # noqa: F401  registers its kind of pack
