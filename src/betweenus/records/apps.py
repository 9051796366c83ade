"""Registers the records app under its short label."""

from django.apps import AppConfig
from django.conf import settings

from betweenus.domain import measures


class RecordsConfig(AppConfig):
    """The one app with tables."""

    name = "betweenus.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say where the service keeps the wording of questionnaires that come without it."""
        measures.word_from(settings.WORDINGS)
