"""Importing: which outside row became which person or appointment, so that twice is once."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly
from betweenus.records.people import Person


class ImportedRow(AppendOnly):
    """One row of an imported file that went in, by its own key and a digest of its content."""

    key = keep.link(models.CharField(max_length=200, unique=True))
    digest = keep.service(models.CharField(max_length=64))
    person = keep.link(models.ForeignKey(Person, on_delete=models.PROTECT))
    imported_at = keep.trail(models.DateTimeField())
    imported_by = keep.trail(models.CharField(max_length=120))
