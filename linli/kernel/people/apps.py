from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "linli.kernel.people"
    label = "people"

    def ready(self) -> None:
        from linli.kernel.people import ended_areas, following
        from linli.kernel.places import moves

        moves.register("people", following.on_moved)
        moves.register_end("people", ended_areas.on_area_ended)
