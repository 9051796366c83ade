"""Cover: who acts for a clinician on leave, and who is on duty on which days."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import Changing
from betweenus.records.people import Account


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
