"""Teams: who is responsible for whom, who supervises whom, and how the service is set up."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly, Changing, NewestStands
from betweenus.records.people import Account, Person
from betweenus.records.sealed import SealedText


class Responsibility(Changing):
    """A clinician's responsibility for a client, from allocation until it is passed on.

    It outlives the end of a course: the clinician still answers for the record.
    """

    person = keep.link(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="responsibilities")
    )
    account = keep.link(
        models.ForeignKey(Account, on_delete=models.PROTECT, related_name="responsibilities")
    )
    # What was given: to assess whether DIT fits, or to treat. The waiting list tells them apart.
    task = keep.clinical(models.CharField(max_length=10, default="treat"))
    words = keep.narrative(SealedText(blank=True))
    since = keep.clinical(models.DateField())
    until = keep.clinical(models.DateField(null=True, blank=True))
    given_by = keep.trail(
        models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person",),
                condition=models.Q(until=None),
                name="one_responsible_clinician_at_a_time",
            ),
        )
        indexes = (models.Index(fields=("account", "until")),)


class SupervisionLink(Changing):
    """Who supervises whom."""

    supervisor = keep.service(
        models.ForeignKey(Account, on_delete=models.PROTECT, related_name="supervises")
    )
    supervisee = keep.service(
        models.ForeignKey(Account, on_delete=models.PROTECT, related_name="supervised_by")
    )
    since = keep.service(models.DateField())
    until = keep.service(models.DateField(null=True, blank=True))


class ServiceVersion(AppendOnly):
    """The service's settings as they stood from a moment on; the last row is the present."""

    newest_stands = NewestStands(at="changed_at")

    name = keep.service(models.CharField(max_length=120))
    phone = keep.service(models.CharField(max_length=60, blank=True))
    email = keep.service(models.EmailField(blank=True))
    address = keep.service(models.CharField(max_length=300, blank=True))
    crisis_text = keep.service(models.TextField())
    protocol_text = keep.service(models.TextField(blank=True))
    planned_sessions = keep.service(models.PositiveSmallIntegerField(default=16))
    session_minutes = keep.service(models.PositiveSmallIntegerField(default=50))
    dna_counts = keep.service(models.BooleanField(default=False))
    breaks = keep.service(models.JSONField(default=list))
    escalation_hours = keep.service(models.PositiveSmallIntegerField(default=24))
    # How long before a session a reminder of questionnaires is sent (0: none), and how many.
    reminder_hours = keep.service(models.PositiveSmallIntegerField(default=48))
    reminders_most = keep.service(models.PositiveSmallIntegerField(default=2))
    # How long records are kept after the last contact, and after a death.
    keep_years = keep.service(models.PositiveSmallIntegerField(default=20))
    keep_years_after_death = keep.service(models.PositiveSmallIntegerField(default=10))
    # Whether the language of transcripts is counted (domain/mentalising): off unless asked for.
    counts_language = keep.service(models.BooleanField(default=False))
    is_demo = keep.service(models.BooleanField(default=False))
    changed_at = keep.trail(models.DateTimeField(db_index=True))
    changed_by = keep.trail(models.ForeignKey(Account, null=True, on_delete=models.PROTECT))
    why = keep.trail(models.CharField(max_length=300, blank=True))


class ThresholdRevision(AppendOnly):
    """A figure of the table of thresholds as the service's lead changed it; none is ever lost."""

    number = keep.service(models.PositiveIntegerField(unique=True))
    measure = keep.service(models.CharField(max_length=40))
    figure = keep.service(models.CharField(max_length=20))  # caseness, reliable_change
    value = keep.service(models.FloatField())
    source = keep.service(models.CharField(max_length=300))
    changed_at = keep.trail(models.DateTimeField(db_index=True))
    changed_by = keep.trail(models.ForeignKey(Account, null=True, on_delete=models.PROTECT))
    why = keep.trail(models.CharField(max_length=300))
