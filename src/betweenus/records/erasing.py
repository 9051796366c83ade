"""Erasing: the one place where rows go for good, append-only ones among them.

Services decide what and record that it happened; nothing else may call this.
"""

from collections.abc import Iterable

from django.db.models import ForeignKey, Model, QuerySet


def erase(rows: QuerySet) -> int:
    """Delete the rows as they are, and nothing that hangs on them; how many there were."""
    # Of no ids at all the library asks nothing, and says so with None.
    return int(rows._raw_delete(rows.db) or 0)


def children_first(models: Iterable[type[Model]]) -> tuple[type[Model], ...]:
    """The tables in an order in which no row goes before those that point to it."""
    waiting = {model: _points_to(model) & set(models) - {model} for model in models}
    ordered: list[type[Model]] = []
    while waiting:
        # Whoever nobody left points to; a ring of tables would leave none.
        free = [m for m in waiting if not any(m in seen for seen in waiting.values())]
        assert free, f"tables point to each other in a ring: {sorted(m.__name__ for m in waiting)}"
        ordered += free
        for model in free:
            del waiting[model]
    return tuple(ordered)


def _points_to(model: type[Model]) -> set[type[Model]]:
    return {
        field.related_model
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and isinstance(field.related_model, type)
    }
