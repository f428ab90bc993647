from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "linli.kernel.cases"
    label = "cases"

    def ready(self) -> None:
        from linli.kernel.cases.actions import redrawing, regridding
        from linli.kernel.places import moves

        moves.register("cases", redrawing.on_moved)
        moves.register_end("cases", regridding.on_area_ended)
