"""Events: the trail of every act, append-only and chained, without foreign keys to outlive all."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly, AppendOnlyQuerySet, Changing
from betweenus.records.people import Account
from betweenus.records.sealed import SealedText


class Event(models.Model):
    """Somebody did, read, or was refused something. Holds no clinical text.

    Numbered without gaps and chained by ``hash`` as they are written (services/chain.py), never by
    saving one: domain/trail/chain.py says what a hash covers.
    """

    id = keep.trail(models.BigIntegerField(primary_key=True))
    at = keep.trail(models.DateTimeField(db_index=True))
    account_id = keep.trail(models.UUIDField(null=True))
    account_name = keep.trail(models.CharField(max_length=120))
    role = keep.trail(models.CharField(max_length=20))
    relation = keep.trail(models.CharField(max_length=20, blank=True))
    purpose = keep.trail(models.CharField(max_length=40, blank=True))
    act = keep.trail(models.CharField(max_length=60))
    person_id = keep.trail(models.UUIDField(null=True))
    about = keep.trail(models.CharField(max_length=80, blank=True))  # e.g. course:<id>
    done = keep.trail(models.BooleanField())  # False: refused
    detail = keep.trail(models.JSONField(default=dict))
    hash = keep.trail(models.CharField(max_length=80))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("person_id", "id")),
            models.Index(fields=("account_id", "id")),
        )

    def save(self, *args, **kwargs):
        """Refuse: an event is told to services/chain.py, which writes it at the end of its act."""
        raise TypeError("Event is append-only: it is written by the chain and never saved")

    def delete(self, *args, **kwargs):
        """Refuse."""
        raise TypeError("Event is append-only: it cannot be deleted")


class ReadingDay(Changing):
    """How many records each of the staff opened on a day that is over, by account.

    Kept so that what is usual need not be counted anew for each look. Up to the number ``until``
    all events were of days that are counted (services/reading_days.py).
    """

    day = keep.trail(models.DateField(unique=True))
    opened = keep.trail(models.JSONField(default=dict))
    until = keep.trail(models.BigIntegerField())


class ReadingReview(AppendOnly):
    """A lead looked into reading that was out of the ordinary, and says what it was.

    ``key`` is the finding it is about (domain/trail/unusual.py): who, whom, which day, what.
    """

    key = keep.trail(models.CharField(max_length=120, db_index=True))
    words = keep.narrative(SealedText())
    at = keep.trail(models.DateTimeField())
    by = keep.trail(models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+"))
