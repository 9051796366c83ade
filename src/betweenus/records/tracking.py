"""Tracking: how much the agreed focus showed in a week, as client and therapist each see it."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly, NewestStands
from betweenus.records.course import Course
from betweenus.records.people import Account
from betweenus.records.sealed import SealedText


class FocusRating(AppendOnly):
    """One week's rating by one of the two; the newest of a week and side stands."""

    newest_stands = NewestStands(("course_id", "week", "by_client"))

    course = keep.link(
        models.ForeignKey(Course, on_delete=models.PROTECT, related_name="focus_ratings")
    )
    week = keep.clinical(models.DateField())  # its Monday
    by_client = keep.clinical(models.BooleanField())
    showed = keep.clinical(models.PositiveSmallIntegerField())  # 0 not at all to 10 all the time
    stepped_back = keep.clinical(models.PositiveSmallIntegerField(null=True, blank=True))  # 0-10
    places = keep.clinical(models.JSONField(default=list))  # outside, past, here
    tried = keep.narrative(SealedText(blank=True))  # a new way tried, in their words
    session_number = keep.clinical(models.PositiveSmallIntegerField(default=0))
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(showed__lte=10)
                & (models.Q(stepped_back__lte=10) | models.Q(stepped_back=None)),
                name="focus_rating_from_0_to_10",
            ),
        )
