from django.apps import AppConfig


class UnreadConfig(AppConfig):
    name = "linli.gates.unread"
    label = "unread"
