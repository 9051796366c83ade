"""What was worked out from a text is kept in the process for a while, so that it is done once.

Kept by a digest of everything it was worked out from: a changed text, list or model is another.
"""

import hashlib
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 64

_known: dict[str, Any] = {}
_lock = Lock()


def once(asked: object, make: Callable[[], T]) -> T:
    """What ``make`` gives, or gave before for the same ``asked``; the oldest is forgotten."""
    key = hashlib.sha256(repr(asked).encode()).hexdigest()
    with _lock:
        found = _known.get(key)
    if found is None:
        found = make()
        with _lock:
            while len(_known) >= MOST:
                _known.pop(next(iter(_known)))
            _known[key] = found
    return found
