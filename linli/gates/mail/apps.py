from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "linli.gates.mail"
    label = "mail"
