"""What kind of data each field holds and how long it is kept; a field that does not say fails.

Retention follows the NHS schedule for mental health records, psychology included: twenty years
after the last contact, ten after death (clinical.md 7.2, found: MDU). The service's own records
of its work are kept eight years, its default for adults.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.db.models import Field

F = TypeVar("F", bound="Field")


class Kind(StrEnum):
    """What a field says about somebody."""

    IDENTITY = "identity"  # says who somebody is or how to reach them
    NARRATIVE = "narrative"  # told in confidence or written about it; sealed at rest
    CLINICAL = "clinical"  # coded or counted clinical facts: scores, attendance, states
    WORKING = "working"  # text on its way to becoming record; sealed at rest
    SERVICE = "service"  # how the service is run
    LINK = "link"  # joins rows; says nothing by itself
    TRAIL = "trail"  # who did what when


class Retention(StrEnum):
    """How long a field is kept."""

    RECORD = "20 years after the last contact, 10 years after death"
    SERVICE = "8 years after it stopped being used"
    WORKING = "until what it became is signed or shared, at most a year"
    RECORDING = "until it is no longer needed for supervision, at most a year"


@dataclass(frozen=True, slots=True)
class Keeping:
    """A field's kind of data and its retention."""

    kind: Kind
    retention: Retention


def _declare(field: F, kind: Kind, retention: Retention) -> F:
    field.keeping = Keeping(kind, retention)  # type: ignore[attr-defined]
    return field


def identity(field: F) -> F:
    """Says who somebody is or how to reach them."""
    return _declare(field, Kind.IDENTITY, Retention.RECORD)


def narrative(field: F) -> F:
    """Told in confidence, or written about what was; a sealed field."""
    return _declare(field, Kind.NARRATIVE, Retention.RECORD)


def clinical(field: F) -> F:
    """A coded or counted clinical fact."""
    return _declare(field, Kind.CLINICAL, Retention.RECORD)


def working(field: F) -> F:
    """Text on its way to becoming record; a sealed field."""
    return _declare(field, Kind.WORKING, Retention.WORKING)


def recording(field: F) -> F:
    """What was said in a session, word for word; a sealed field."""
    return _declare(field, Kind.NARRATIVE, Retention.RECORDING)


def service(field: F) -> F:
    """How the service is run."""
    return _declare(field, Kind.SERVICE, Retention.SERVICE)


def link(field: F) -> F:
    """Joins rows."""
    return _declare(field, Kind.LINK, Retention.RECORD)


def trail(field: F) -> F:
    """Who did what, when."""
    return _declare(field, Kind.TRAIL, Retention.RECORD)
