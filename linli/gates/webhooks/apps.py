from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "linli.gates.webhooks"
    label = "webhooks"
