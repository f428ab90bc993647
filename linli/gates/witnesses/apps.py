from django.apps import AppConfig


class WitnessesConfig(AppConfig):
    name = "linli.gates.witnesses"
    label = "witnesses"
