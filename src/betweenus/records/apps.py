"""Registers the records app under its short label."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The one app with tables."""

    name = "betweenus.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
