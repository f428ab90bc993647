from django.apps import AppConfig


class PopulationConfig(AppConfig):
    name = "linli.scenarios.population"
    label = "population"
