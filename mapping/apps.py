from django.apps import AppConfig


class MappingConfig(AppConfig):
    name = "mapping"
    verbose_name = "Cartographie"

    def ready(self):
        from accounts import personal

        from .personal import MapPart

        personal.register(MapPart())
