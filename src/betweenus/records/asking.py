"""Asking: how a course's questionnaires are planned, the links to them, and what is begun."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly, Changing, NewestStands
from betweenus.records.course import Course
from betweenus.records.measures import MeasureRequest
from betweenus.records.people import Account, Person
from betweenus.records.sealed import SealedJSON, SealedText


class MeasurePlan(AppendOnly):
    """What a course's therapist has asked before which session; the last row stands.

    The course itself holds the present rows (``Course.measure_plan``); here is how they came to be.
    """

    newest_stands = NewestStands(("course_id",))

    course = keep.link(
        models.ForeignKey(Course, on_delete=models.PROTECT, related_name="measure_plans")
    )
    # [{measure, subject, sessions}]; no sessions: before every one. None: as in the protocol.
    rows = keep.clinical(models.JSONField(null=True))
    why = keep.narrative(SealedText())
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))


class MeasureLink(Changing):
    """A private link by which somebody fills in what is asked of them, without signing in.

    Only a fingerprint of its secret is kept, so nobody can read a working link here.
    """

    person = keep.link(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="measure_links")
    )
    fingerprint = keep.service(models.CharField(max_length=64, unique=True))
    # It is for what is asked for this day or before.
    for_day = keep.clinical(models.DateField())
    reminder = keep.service(models.BooleanField(default=False))
    made_at = keep.trail(models.DateTimeField(db_index=True))
    made_by = keep.trail(
        models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT)
    )
    runs_out_at = keep.trail(models.DateTimeField())
    first_opened_at = keep.trail(models.DateTimeField(null=True, blank=True))
    revoked_at = keep.trail(models.DateTimeField(null=True, blank=True))

    class Meta:
        indexes = (models.Index(fields=("person", "made_at")),)


class BegunAnswers(Changing):
    """What somebody has answered of a questionnaire they have not handed in, saved as they go."""

    request = keep.link(
        models.OneToOneField(MeasureRequest, on_delete=models.PROTECT, related_name="begun")
    )
    answers = keep.working(SealedJSON(default=dict))
    source = keep.trail(models.CharField(max_length=10))  # portal, link: the last answer's
    saved_at = keep.trail(models.DateTimeField(db_index=True))


class ReminderWish(AppendOnly):
    """Whether somebody wants to be reminded of questionnaires; the last row stands."""

    newest_stands = NewestStands(("person_id",))

    person = keep.link(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reminder_wishes")
    )
    wanted = keep.identity(models.BooleanField())
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, null=True, on_delete=models.PROTECT))
