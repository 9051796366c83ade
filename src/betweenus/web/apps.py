"""Registers the web faces, so that Django finds their static files."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages; no tables."""

    name = "betweenus.web"
    label = "web"
