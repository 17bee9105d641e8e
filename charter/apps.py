from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "charter"
    verbose_name = "Charte"

    def ready(self):
        from accounts import personal

        from .personal import SignaturesPart

        personal.register(SignaturesPart())
