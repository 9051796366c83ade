"""SQLite's own form of a query, made once for each text.

The framework writes places for values as ``%s`` and turns them into SQLite's ``?`` each time a
query is asked, by a search through its whole text: an eighth of the processor time of a case page,
whose queries are always the same ones (decision 8). Only that is ours; a backend is made to be
built upon in this way (the framework's "Subclassing the built-in database backends").
"""

from collections.abc import Iterable
from functools import lru_cache

from django.db.backends.sqlite3 import base

# Texts remembered, by the kilobyte each; a list of clients adds one for each length it comes in.
TEXTS = 1_000


class Cursor(base.SQLiteCursorWrapper):
    """The framework's; only the turning is remembered."""

    def convert_query(self, query: str, *, param_names: Iterable[str] | None = None) -> str:
        """The query as SQLite takes it."""
        if param_names is None:
            return _converted(query)
        return super().convert_query(query, param_names=param_names)


@lru_cache(maxsize=TEXTS)
def _converted(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose cursors are ours."""

    def create_cursor(self, name: str | None = None) -> Cursor:
        """A cursor of this connection."""
        made: Cursor = self.connection.cursor(factory=Cursor)
        return made
