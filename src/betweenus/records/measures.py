"""Measures: what was asked, what was answered, and what it came to under which definition."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly, Changing
from betweenus.records.course import Appointment, Course
from betweenus.records.people import Account, Person
from betweenus.records.sealed import SealedJSON


class MeasureRequest(Changing):
    """A questionnaire a client is asked to fill in."""

    person = keep.link(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="measure_requests")
    )
    course = keep.link(models.ForeignKey(Course, null=True, blank=True, on_delete=models.PROTECT))
    appointment = keep.link(
        models.ForeignKey(Appointment, null=True, blank=True, on_delete=models.PROTECT)
    )
    measure = keep.clinical(models.CharField(max_length=40))
    subject = keep.clinical(models.CharField(max_length=20, blank=True))  # whom it is about
    moment = keep.clinical(models.CharField(max_length=12))  # assessment, treatment, follow-up
    due_on = keep.clinical(models.DateField(db_index=True))
    asked_at = keep.trail(models.DateTimeField())
    asked_by = keep.trail(
        models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT)
    )
    closed_at = keep.trail(models.DateTimeField(null=True, blank=True))

    class Meta:
        indexes = (models.Index(fields=("person", "closed_at", "due_on")),)


class MeasureAnswers(AppendOnly):
    """A filled-in questionnaire: answers and score, with the definition they were scored by."""

    person = keep.link(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="measure_answers")
    )
    course = keep.link(
        models.ForeignKey(
            Course,
            null=True,
            blank=True,
            on_delete=models.PROTECT,
            related_name="measure_answers",
        )
    )
    request = keep.link(
        models.OneToOneField(
            MeasureRequest,
            null=True,
            blank=True,
            on_delete=models.PROTECT,
            related_name="answers",
        )
    )
    measure = keep.clinical(models.CharField(max_length=40))
    subject = keep.clinical(models.CharField(max_length=20, blank=True))
    definition_version = keep.clinical(models.CharField(max_length=20))
    definition_digest = keep.clinical(models.CharField(max_length=64))
    moment = keep.clinical(models.CharField(max_length=12))
    session_number = keep.clinical(models.PositiveSmallIntegerField(null=True, blank=True))
    answered_on = keep.clinical(models.DateField(db_index=True))
    items = keep.clinical(models.JSONField(default=dict))  # item id -> value, null, or a word
    words = keep.narrative(SealedJSON(default=dict))  # item id -> what was written
    total = keep.clinical(models.FloatField(null=True, blank=True))
    band = keep.clinical(models.CharField(max_length=40, blank=True))
    case = keep.clinical(models.BooleanField(null=True, blank=True))
    complete = keep.clinical(models.BooleanField())
    prorated = keep.clinical(models.BooleanField(default=False))
    total_only = keep.clinical(models.BooleanField(default=False))
    source = keep.clinical(models.CharField(max_length=10))  # portal, link, staff, import
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, null=True, on_delete=models.PROTECT))

    class Meta:
        indexes = (models.Index(fields=("person", "measure", "answered_on")),)
