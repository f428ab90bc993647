from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MainConfig(AppConfig):
    """The top floor: loads the declarations of every room and scenario once all apps are there."""

    name = "linli.main"
    label = "main"

    def ready(self) -> None:
        from linli.plumbing import tables_policy  # noqa: F401

        autodiscover_modules("policy", "facts", "packs", "held")
        from linli.kernel.notices import templates
        from linli.main import founding

        templates.come_with(founding.brought_notices)
