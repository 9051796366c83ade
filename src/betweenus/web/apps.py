"""Registers the web faces: Django finds their static files, and makes the shared cache's table."""

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.models.signals import post_migrate


class WebConfig(AppConfig):
    """Pages; no tables."""

    name = "betweenus.web"
    label = "web"

    def ready(self) -> None:
        """The cache in which tries are counted is a table, and comes with the others."""
        post_migrate.connect(_make_cache_table, sender=apps.get_app_config("records"))


def _make_cache_table(*, using: str, **_: object) -> None:
    call_command("createcachetable", database=using, verbosity=0)
