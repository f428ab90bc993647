from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "linli.kernel.people"
    label = "people"

    def ready(self) -> None:
        from linli.kernel.people import following
        from linli.kernel.places import moves

        moves.register("people", following.on_moved)
