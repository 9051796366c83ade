"""Sessions in the database, each looked up by a query that is put together once.

Every page begins with this; to put the query together took as long as drawing some of them.
"""

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session
from django.utils import timezone

from betweenus.services.prepared import Prepared
from betweenus.web import unreachable

_SESSION = Prepared(lambda key: Session.objects.filter(session_key=key), str)


class SessionStore(InDatabase):
    """The library's store; only how one is found is ours, and what is said when it cannot be."""

    def save(self, must_create: bool = False) -> None:
        """Keep it. To the library a database that is away looks like a session ended meanwhile."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if unreachable.is_behind(error.__context__):
                raise error.__context__ from None
            raise

    def _get_session_from_db(self) -> Session | None:
        """The session unless it is over; the key is dropped then, as the library does."""
        found = _SESSION.first(self.session_key)
        if found is None or found.expire_date <= timezone.now():
            self._session_key = None
            return None
        return found
