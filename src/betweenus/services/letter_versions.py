"""Letters as they stand: each with its versions, their moves and the client's replies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from betweenus.domain.letters import LetterKind, LetterState, letter_kinds
from betweenus.domain.refusals import NotFound
from betweenus.records.letters import Letter


@dataclass(frozen=True, slots=True)
class Move:
    """A version moved to a state: when, by whom, after which session."""

    state: LetterState
    at: datetime
    by: str
    session: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What the client wrote back."""

    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a letter with its story, newest move last."""

    id: UUID
    number: int
    sections: Mapping[str, str]
    at: datetime
    by: str
    moves: tuple[Move, ...]
    replies: tuple[Reply, ...]

    @property
    def state(self) -> LetterState:
        """Where it stands: a wording starts as a draft."""
        return self.moves[-1].state if self.moves else LetterState.DRAFT


@dataclass(frozen=True, slots=True)
class LetterNow:
    """A letter and its versions, oldest first."""

    id: UUID
    kind: LetterKind
    started_at: datetime
    versions: tuple[Version, ...]

    @property
    def now(self) -> Version | None:
        """The newest version."""
        return self.versions[-1] if self.versions else None

    @property
    def state(self) -> LetterState:
        """Where the newest version stands."""
        return self.now.state if self.now else LetterState.DRAFT

    @property
    def seen_by_client(self) -> Version | None:
        """The newest version that the client may see."""
        return next((v for v in reversed(self.versions) if v.state.visible_to_client), None)

    @property
    def replied(self) -> bool:
        """Whether the client has written back to any version."""
        return any(version.replies for version in self.versions)


# A letter's row joined with its versions, and each version with its moves and replies.
_JOINED = (
    "pk",
    "kind",
    "started_at",
    "versions__pk",
    "versions__number",
    "versions__sections",
    "versions__at",
    "versions__by__name",
    "versions__moves__pk",
    "versions__moves__state",
    "versions__moves__at",
    "versions__moves__by__name",
    "versions__moves__session_number",
    "versions__replies__pk",
    "versions__replies__words",
    "versions__replies__at",
)


def all_of(course_id: UUID) -> tuple[LetterNow, ...]:
    """The letters of a course, oldest first; inside an act. One query, however many letters."""
    return _gathered(Letter.objects.filter(course=course_id))


def one_of(letter_id: UUID) -> LetterNow:
    """One letter, known to be there; inside an act. One query."""
    return _gathered(Letter.objects.filter(pk=letter_id))[0]


def _gathered(letters: QuerySet[Letter]) -> tuple[LetterNow, ...]:
    ordered = letters.order_by(
        "started_at", "pk", "versions__number", "versions__moves__at", "versions__replies__at"
    )
    rows = [_Row(*values) for values in ordered.values_list(*_JOINED)]
    return tuple(_letter(list(found)) for _, found in groupby(rows, lambda row: row.letter))


class _Row(NamedTuple):
    """One row of the joined query, named as it is read below."""

    letter: UUID
    kind: str
    started_at: datetime
    version: UUID | None
    number: int
    sections: Mapping[str, str]
    written_at: datetime
    written_by: str
    move: UUID | None
    state: str
    moved_at: datetime
    moved_by: str
    session: int
    reply: UUID | None
    words: str
    replied_at: datetime


def _letter(rows: list[_Row]) -> LetterNow:
    first = rows[0]
    versions = groupby((row for row in rows if row.version), lambda row: row.version)
    return LetterNow(
        first.letter,
        letter_kinds()[first.kind],
        first.started_at,
        tuple(_version(list(found)) for _, found in versions),
    )


def _version(rows: list[_Row]) -> Version:
    first = rows[0]
    # Each move meets each reply in the joined rows: every one counts once.
    moves = {row.move: row for row in rows if row.move}
    replies = {row.reply: row for row in rows if row.reply}
    return Version(
        id=first.version,
        number=first.number,
        sections=first.sections,
        at=first.written_at,
        by=first.written_by,
        moves=tuple(
            Move(LetterState(row.state), row.moved_at, row.moved_by, row.session)
            for row in sorted(moves.values(), key=_order)
        ),
        replies=tuple(Reply(row.words, row.replied_at) for row in replies.values()),
    )


def _order(row: _Row) -> tuple[datetime, int]:
    """Moves made in one breath stand in the order a letter goes through them."""
    return row.moved_at, list(LetterState).index(LetterState(row.state))


def load(letter_id: UUID) -> Letter:
    """A letter's row, or NotFound."""
    row = Letter.objects.filter(pk=letter_id).first()
    if row is None:
        raise NotFound("There is no such letter.", "Open it from the list of letters.")
    return row
