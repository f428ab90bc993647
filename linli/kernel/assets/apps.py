from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "linli.kernel.assets"
    label = "assets"

    def ready(self) -> None:
        from linli.kernel.assets import following
        from linli.kernel.people import merges
        from linli.kernel.places import moves

        moves.register("assets", following.on_moved)
        merges.register("assets", following.on_people_merged)
