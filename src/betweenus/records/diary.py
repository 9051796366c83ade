"""Diary: relationship moments a client writes down between sessions."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import Changing
from betweenus.records.course import Course
from betweenus.records.people import Account
from betweenus.records.sealed import SealedJSON


class DiaryEntry(Changing):
    """One moment: who, what happened, wanted, felt, thought of myself and of them, did."""

    course = keep.link(
        models.ForeignKey(Course, on_delete=models.PROTECT, related_name="diary_entries")
    )
    happened_on = keep.clinical(models.DateField())
    parts = keep.narrative(SealedJSON(default=dict))
    shared = keep.clinical(models.BooleanField(default=True))
    written_at = keep.trail(models.DateTimeField(db_index=True))
    written_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))
    read_at = keep.trail(models.DateTimeField(null=True, blank=True))
    read_by = keep.trail(
        models.ForeignKey(
            Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
        )
    )
