from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        # Only possible once apps are ready: registers the checks, and makes our Celery the one that is woken.
        from config import celery, checks  # noqa: F401, PLC0415
