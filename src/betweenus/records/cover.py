"""Cover: who acts for a clinician on leave, who is on duty, who came in for an emergency."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import Changing
from betweenus.records.people import Account, Person
from betweenus.records.sealed import SealedText


class Absence(Changing):
    """A clinician's leave, and the deputy who sees and acts for their clients' risk meanwhile."""

    account = keep.service(
        models.ForeignKey(Account, on_delete=models.PROTECT, related_name="absences")
    )
    deputy = keep.service(
        models.ForeignKey(Account, on_delete=models.PROTECT, related_name="deputises")
    )
    first_day = keep.service(models.DateField())
    last_day = keep.service(models.DateField())
    planned_at = keep.trail(models.DateTimeField())
    planned_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))
    called_off_at = keep.trail(models.DateTimeField(null=True, blank=True))

    class Meta:
        indexes = (
            models.Index(fields=("account", "last_day")),
            models.Index(fields=("deputy", "last_day")),
        )


class EmergencyAccess(Changing):
    """A clinician opened the record of a client who is not theirs, because of danger, for hours."""

    person = keep.link(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="emergencies")
    )
    account = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))
    reason = keep.narrative(SealedText())
    opened_at = keep.trail(models.DateTimeField())
    until = keep.trail(models.DateTimeField())
    ended_at = keep.trail(models.DateTimeField(null=True, blank=True))
    reviewed_at = keep.trail(models.DateTimeField(null=True, blank=True))
    reviewed_by = keep.trail(
        models.ForeignKey(
            Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
        )
    )
    review = keep.narrative(SealedText(blank=True))

    class Meta:
        indexes = (models.Index(fields=("account", "person", "until")),)


class DutyTurn(Changing):
    """Days on which a clinician is on duty: risk signs nobody acknowledged come to them."""

    account = keep.service(
        models.ForeignKey(Account, on_delete=models.PROTECT, related_name="duty_turns")
    )
    first_day = keep.service(models.DateField())
    last_day = keep.service(models.DateField())
    planned_at = keep.trail(models.DateTimeField())
    planned_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))
    called_off_at = keep.trail(models.DateTimeField(null=True, blank=True))

    class Meta:
        indexes = (models.Index(fields=("last_day", "first_day")),)
