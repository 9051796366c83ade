"""The course: its consent, its appointments, its breaks and its phase."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly, Changing, NewestStands
from betweenus.records.people import Account, Person
from betweenus.records.referral import Referral
from betweenus.records.sealed import SealedText


class Course(Changing):
    """One course of DIT, from consent to discharge."""

    person = keep.link(models.ForeignKey(Person, on_delete=models.PROTECT, related_name="courses"))
    referral = keep.link(
        models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="courses")
    )
    therapist = keep.clinical(
        models.ForeignKey(Account, on_delete=models.PROTECT, related_name="courses")
    )
    planned_sessions = keep.clinical(models.PositiveSmallIntegerField(default=16))
    # The day of the last session as first booked; what the projected end is compared with.
    planned_end = keep.clinical(models.DateField(null=True, blank=True))
    # The protocol as it stood when the course was opened; empty means the packaged one.
    protocol_text = keep.service(models.TextField(blank=True))
    protocol_version = keep.service(models.CharField(max_length=40))
    # Which questionnaires before which session, where the therapist chose; None: as the protocol.
    measure_plan = keep.clinical(models.JSONField(null=True, blank=True))
    dna_counts = keep.service(models.BooleanField(default=False))
    session_minutes = keep.service(models.PositiveSmallIntegerField(default=50))
    mode = keep.clinical(models.CharField(max_length=2, default="01"))
    place = keep.service(models.CharField(max_length=120, blank=True))
    contract = keep.narrative(SealedText(blank=True))
    contract_at = keep.trail(models.DateTimeField(null=True, blank=True))
    opened_at = keep.trail(models.DateTimeField())
    opened_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))
    ending_early = keep.clinical(models.BooleanField(default=False))
    ended_on = keep.clinical(models.DateField(null=True, blank=True, db_index=True))
    end_code = keep.clinical(models.CharField(max_length=4, blank=True))
    end_words = keep.narrative(SealedText(blank=True))

    class Meta:
        indexes = (models.Index(fields=("therapist", "ended_on")),)


class Appointment(Changing):
    """A booked contact of a course, and whether it was kept (NHS attendance codes)."""

    course = keep.link(
        models.ForeignKey(Course, on_delete=models.PROTECT, related_name="appointments")
    )
    kind = keep.clinical(models.CharField(max_length=12, default="treatment"))
    starts_at = keep.clinical(models.DateTimeField(db_index=True))
    minutes = keep.clinical(models.PositiveSmallIntegerField(default=50))
    mode = keep.clinical(models.CharField(max_length=2, default="01"))
    place = keep.service(models.CharField(max_length=120, blank=True))
    attendance = keep.clinical(models.CharField(max_length=1, blank=True))
    attendance_words = keep.narrative(SealedText(blank=True))
    recorded_at = keep.trail(models.DateTimeField(null=True, blank=True))
    recorded_by = keep.trail(
        models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT)
    )
    # Counts changes, so that calendars replace the entry they hold (RFC 5545, SEQUENCE).
    sequence = keep.service(models.PositiveSmallIntegerField(default=0))

    class Meta:
        ordering = ("starts_at",)
        indexes = (models.Index(fields=("course", "starts_at")),)


class Break(Changing):
    """Days on which a course does not meet: holiday, illness, a planned gap."""

    course = keep.link(models.ForeignKey(Course, on_delete=models.PROTECT, related_name="breaks"))
    first_day = keep.clinical(models.DateField())
    last_day = keep.clinical(models.DateField())
    why = keep.clinical(models.CharField(max_length=60, blank=True))
    set_at = keep.trail(models.DateTimeField())
    set_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))


class Consent(AppendOnly):
    """A consent given or withdrawn for one purpose; the last row per purpose stands."""

    newest_stands = NewestStands(("course_id", "purpose"))

    course = keep.link(models.ForeignKey(Course, on_delete=models.PROTECT, related_name="consents"))
    purpose = keep.clinical(models.CharField(max_length=20))  # treatment, recording, gp
    given = keep.clinical(models.BooleanField())
    words = keep.narrative(SealedText(blank=True))
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))


class PhaseChoice(AppendOnly):
    """The therapist's own choice of phase with its reason; an empty phase returns to the count."""

    newest_stands = NewestStands(("course_id",))

    course = keep.link(
        models.ForeignKey(Course, on_delete=models.PROTECT, related_name="phase_choices")
    )
    phase = keep.clinical(models.CharField(max_length=20, blank=True))
    reason = keep.narrative(SealedText())
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))


class MidReview(AppendOnly):
    """The half-way review: what the curve and the goals say, and whether the focus still fits."""

    newest_stands = NewestStands(("course_id",))

    course = keep.link(
        models.ForeignKey(Course, on_delete=models.PROTECT, related_name="mid_reviews")
    )
    session_number = keep.clinical(models.PositiveSmallIntegerField())
    focus_fits = keep.clinical(models.CharField(max_length=10))  # yes, partly, no
    words = keep.narrative(SealedText())
    client_words = keep.narrative(SealedText(blank=True))
    plan = keep.narrative(SealedText(blank=True))
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT))
