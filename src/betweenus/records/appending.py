"""Rows that are only ever added: clinical versions, states and the trail refuse change."""

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


class AppendOnly(models.Model):
    """A row that stays as it was written."""

    id = keep.link(models.UUIDField(primary_key=True, default=uuid4, editable=False))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Add the row; a second save is a programming error."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only: add a new row instead")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse."""
        raise TypeError(f"{type(self).__name__} is append-only: it cannot be deleted")


class Changing(models.Model):
    """A row that has a present state and changes through services, each change with its event."""

    id = keep.link(models.UUIDField(primary_key=True, default=uuid4, editable=False))

    class Meta:
        abstract = True
