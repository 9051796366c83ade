"""Registers the records app under its short label."""

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate, pre_migrate

from betweenus.domain import measures


class RecordsConfig(AppConfig):
    """The one app with tables."""

    name = "betweenus.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say where the service keeps the wording of questionnaires that come without it.

        The triggers that mark changes are away while tables change, and back afterwards.
        """
        from betweenus.records import marks  # tables exist only once this app is ready

        measures.word_from(settings.WORDINGS)
        pre_migrate.connect(marks.take_away, sender=self)
        post_migrate.connect(marks.put_back, sender=self)
