"""Safety: a risk sign becomes a task that somebody must acknowledge with what was done."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly, Changing
from betweenus.records.measures import MeasureAnswers
from betweenus.records.people import Account, Person
from betweenus.records.sealed import SealedText


class RiskTask(Changing):
    """One risk sign waiting to be acknowledged, or how it was."""

    person = keep.link(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="risk_tasks")
    )
    answers = keep.link(
        models.ForeignKey(MeasureAnswers, null=True, blank=True, on_delete=models.PROTECT)
    )
    sign = keep.clinical(models.CharField(max_length=60))  # e.g. phq-9 item 9
    value = keep.clinical(models.PositiveSmallIntegerField(null=True, blank=True))
    previous_value = keep.clinical(models.PositiveSmallIntegerField(null=True, blank=True))
    urgent = keep.clinical(models.BooleanField(default=False))
    opened_at = keep.trail(models.DateTimeField(db_index=True))
    escalated_at = keep.trail(models.DateTimeField(null=True, blank=True))
    acknowledged_at = keep.trail(models.DateTimeField(null=True, blank=True))
    acknowledged_by = keep.trail(
        models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT)
    )
    done = keep.clinical(models.CharField(max_length=40, blank=True))
    words = keep.narrative(SealedText(blank=True))

    class Meta:
        indexes = (models.Index(fields=("person", "acknowledged_at")),)


class RiskAttempt(AppendOnly):
    """Something tried about a risk sign that did not finish it, such as an unanswered call."""

    task = keep.link(models.ForeignKey(RiskTask, on_delete=models.PROTECT, related_name="attempts"))
    done = keep.clinical(models.CharField(max_length=40))
    words = keep.narrative(SealedText(blank=True))
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))


class RiskEscalation(AppendOnly):
    """Somebody a sign went to because nobody had acknowledged it in time."""

    task = keep.link(
        models.ForeignKey(RiskTask, on_delete=models.PROTECT, related_name="escalations")
    )
    to = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))
    standing = keep.trail(models.CharField(max_length=12))  # duty, supervisor, deputy, lead
    at = keep.trail(models.DateTimeField())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("task", "to"), name="a_sign_goes_to_each_once"),
        )
