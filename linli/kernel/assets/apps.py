from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "linli.kernel.assets"
    label = "assets"

    def ready(self) -> None:
        from linli.kernel.assets import following
        from linli.kernel.people import merges

        merges.register("assets", following.on_people_merged)
