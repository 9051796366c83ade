"""Events: the trail of every act, append-only, without foreign keys so it can outlive all else."""

from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnlyQuerySet


class Event(models.Model):
    """Somebody did, read, or was refused something. Holds no clinical text."""

    id = keep.trail(models.BigAutoField(primary_key=True))
    at = keep.trail(models.DateTimeField(db_index=True))
    account_id = keep.trail(models.UUIDField(null=True))
    account_name = keep.trail(models.CharField(max_length=120))
    role = keep.trail(models.CharField(max_length=20))
    relation = keep.trail(models.CharField(max_length=20, blank=True))
    act = keep.trail(models.CharField(max_length=60))
    person_id = keep.trail(models.UUIDField(null=True))
    about = keep.trail(models.CharField(max_length=80, blank=True))  # e.g. course:<id>
    done = keep.trail(models.BooleanField())  # False: refused
    detail = keep.trail(models.JSONField(default=dict))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("person_id", "id")),
            models.Index(fields=("account_id", "id")),
        )

    def save(self, *args, **kwargs):
        """Add the row; a second save is a programming error."""
        if not self._state.adding:
            raise TypeError("Event is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse."""
        raise TypeError("Event is append-only: it cannot be deleted")
