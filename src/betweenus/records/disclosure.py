"""Disclosure: requests for a copy, what was kept back, copies given, and corrections asked for."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly, Changing, NewestStands
from betweenus.records.people import Account, Person
from betweenus.records.sealed import SealedText


class AccessRequest(Changing):
    """Somebody asked for a copy of their record; open until one was given or they let it go."""

    person = keep.link(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="access_requests")
    )
    received_on = keep.clinical(models.DateField())
    words = keep.narrative(SealedText(blank=True))
    extended_at = keep.trail(models.DateTimeField(null=True, blank=True))
    extended_why = keep.narrative(SealedText(blank=True))
    entered_at = keep.trail(models.DateTimeField())
    # Without an account it was entered on the command line.
    entered_by = keep.trail(
        models.ForeignKey(
            Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
        )
    )
    closed_at = keep.trail(models.DateTimeField(null=True, blank=True))
    closed_words = keep.narrative(SealedText(blank=True))


class WithheldPart(AppendOnly):
    """A part was kept back, or shown again; the newest row of an item stands."""

    newest_stands = NewestStands(("request_id", "item"))

    request = keep.link(
        models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="withheld")
    )
    item = keep.link(models.CharField(max_length=80))
    withheld = keep.clinical(models.BooleanField())
    reason = keep.clinical(models.CharField(max_length=20, blank=True))
    words = keep.narrative(SealedText(blank=True))
    professional = keep.identity(models.CharField(max_length=120, blank=True))
    opinion_on = keep.clinical(models.DateField(null=True, blank=True))
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))


class CopyGiven(AppendOnly):
    """A copy was made to be given: how much it held, and the SHA-256 of the file."""

    request = keep.link(
        models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="copies")
    )
    items = keep.clinical(models.PositiveIntegerField())
    withheld = keep.clinical(models.PositiveIntegerField())
    unreadable = keep.clinical(models.PositiveIntegerField())
    digest = keep.trail(models.CharField(max_length=64))
    at = keep.trail(models.DateTimeField())
    # Without an account it was made on the command line.
    by = keep.trail(
        models.ForeignKey(
            Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
        )
    )


class LegalHold(AppendOnly):
    """A record must be held beyond its time, or need no longer be; the newest row stands."""

    newest_stands = NewestStands(("person_id",))

    person = keep.link(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="legal_holds")
    )
    held = keep.clinical(models.BooleanField())
    why = keep.narrative(SealedText())
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))


class Correction(Changing):
    """A client says that something in their record is wrong; answered in words, never erased."""

    person = keep.link(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="corrections")
    )
    about = keep.clinical(models.CharField(max_length=40))
    words = keep.narrative(SealedText())
    asked_at = keep.trail(models.DateTimeField())
    asked_by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))
    outcome = keep.clinical(models.CharField(max_length=12, blank=True))
    answer = keep.narrative(SealedText(blank=True))
    answered_at = keep.trail(models.DateTimeField(null=True, blank=True))
    answered_by = keep.trail(
        models.ForeignKey(
            Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
        )
    )
