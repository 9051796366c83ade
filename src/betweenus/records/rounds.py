"""Rounds: what the service does by itself every few minutes, and how its last runs went."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import Changing


class Round(Changing):
    """One thing the service does by itself: when it last ran, and what went wrong if it did.

    A run that did something, or failed, has its event as well; this row is what is so now.
    """

    name = keep.service(models.CharField(max_length=80, unique=True))
    ran_at = keep.trail(models.DateTimeField())
    did = keep.service(models.PositiveIntegerField(default=0))
    failures = keep.service(models.PositiveIntegerField(default=0))  # in a row
    failed_at = keep.trail(models.DateTimeField(null=True, blank=True))
    failure = keep.service(models.CharField(max_length=120, blank=True))  # its kind, no words
