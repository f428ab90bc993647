from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "linli.kernel.cases"
    label = "cases"

    def ready(self) -> None:
        from linli.kernel.cases.actions import regridding
        from linli.kernel.places import moves

        moves.register_end("cases", regridding.on_area_ended)
