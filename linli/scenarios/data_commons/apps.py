from django.apps import AppConfig


class DataCommonsConfig(AppConfig):
    name = "linli.scenarios.data_commons"
    label = "data_commons"

    def ready(self) -> None:
        from linli.scenarios.data_commons import public  # noqa: F401  its entries stand in the catalogue for programs
        from linli.scenarios.data_commons.sources import deliveries, elders, matters  # noqa: F401  offer their data
