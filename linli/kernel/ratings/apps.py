from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "linli.kernel.ratings"
    label = "ratings"
