"""Supervision: questions brought, comments given, actions agreed."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly, Changing
from betweenus.records.course import Course
from betweenus.records.people import Account
from betweenus.records.sealed import SealedText


class SupervisionQuestion(Changing):
    """What the therapist wants to think about in supervision."""

    course = keep.link(
        models.ForeignKey(Course, on_delete=models.PROTECT, related_name="supervision_questions")
    )
    words = keep.narrative(SealedText())
    asked_at = keep.trail(models.DateTimeField())
    asked_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))
    closed_at = keep.trail(models.DateTimeField(null=True, blank=True))
    closed_by = keep.trail(
        models.ForeignKey(
            Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
        )
    )


class SupervisionComment(AppendOnly):
    """What was said about a case, or about one question."""

    course = keep.link(
        models.ForeignKey(Course, on_delete=models.PROTECT, related_name="supervision_comments")
    )
    question = keep.link(
        models.ForeignKey(
            SupervisionQuestion,
            null=True,
            blank=True,
            on_delete=models.PROTECT,
            related_name="comments",
        )
    )
    words = keep.narrative(SealedText())
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))


class SupervisionAction(Changing):
    """Something the therapist will do, with a day."""

    course = keep.link(
        models.ForeignKey(Course, on_delete=models.PROTECT, related_name="supervision_actions")
    )
    words = keep.narrative(SealedText())
    due_on = keep.clinical(models.DateField(null=True, blank=True))
    agreed_at = keep.trail(models.DateTimeField())
    agreed_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))
    done_at = keep.trail(models.DateTimeField(null=True, blank=True))
    done_by = keep.trail(
        models.ForeignKey(
            Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
        )
    )
