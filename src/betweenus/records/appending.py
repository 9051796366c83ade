"""Rows that are only ever added: clinical versions, states and the trail refuse change.

Where rows have no number and the newest of some stands, they say so (``NewestStands``): a clock
that was set back must not let an answer of before, such as a consent, stand over the last one.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from uuid import uuid4

from django.db import models

from betweenus.records import keeping as keep


class AppendOnlyQuerySet(models.QuerySet):
    """A queryset that adds and reads, and refuses the rest."""

    def _refuse(self, *args, **kwargs):
        raise TypeError(f"{self.model.__name__} is append-only: add a new row instead")

    update = delete = bulk_update = update_or_create = _refuse

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        """Add rows; changing those that are there already is refused."""
        if update_conflicts or len(args) > 2:  # size and ignoring are harmless
            self._refuse()
        return super().bulk_create(objs, *args, **kwargs)


@dataclass(frozen=True, slots=True)
class NewestStands:
    """Of the rows alike in ``of`` the newest by ``at`` stands, and the last one added is that."""

    of: tuple[str, ...] = ()
    at: str = "at"

    def keep_order(self, row: models.Model) -> None:
        """Put a row that is added just behind the newest, should the clock say it is before it."""
        alike = {name: getattr(row, name) for name in self.of}
        rows = type(row)._default_manager.filter(**alike)
        newest = rows.aggregate(newest=models.Max(self.at))["newest"]
        if newest is not None and getattr(row, self.at) <= newest:
            setattr(row, self.at, newest + timedelta(microseconds=1))


class AppendOnly(models.Model):
    """A row that stays as it was written."""

    newest_stands: ClassVar[NewestStands | None] = None

    id = keep.link(models.UUIDField(primary_key=True, default=uuid4, editable=False))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Add the row; a second save is a programming error."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only: add a new row instead")
        if self.newest_stands:
            self.newest_stands.keep_order(self)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse."""
        raise TypeError(f"{type(self).__name__} is append-only: it cannot be deleted")


class Changing(models.Model):
    """A row that has a present state and changes through services, each change with its event."""

    id = keep.link(models.UUIDField(primary_key=True, default=uuid4, editable=False))

    class Meta:
        abstract = True
