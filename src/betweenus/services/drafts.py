"""Drafts: text on its way to becoming record, saved every few seconds and never overwritten unseen.

A save says which version it started from. When somebody (or the same person in another tab) has
saved since, the save is refused with both texts, and a person chooses.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.refusals import Conflict
from betweenus.records.notes import Draft, DraftBefore
from betweenus.services import clock
from betweenus.services.acting import acting
from betweenus.services.prepared import Prepared

# A save that takes away more than this many characters keeps what was there before: long enough
# not to trigger on ordinary editing, short enough to catch a paragraph deleted by accident.
MUCH = 200

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DraftNow:
    """A draft as it stands; version 0 and no content when nothing has been written."""

    subject: str
    content: Content
    version: int = 0
    saved_at: datetime | None = None
    saved_by: str = ""


class DraftConflict(Conflict):
    """Somebody saved a newer version; carries both, so that a person can choose."""

    def __init__(self, mine: Content, theirs: DraftNow, *, same_person: bool) -> None:
        self.mine = mine
        self.theirs = theirs
        who = "You, in another tab or window," if same_person else theirs.saved_by
        super().__init__(
            f"{who} saved this after you opened it here.",
            "Both texts are kept. Look at them side by side and choose.",
        )


def present(subject: str) -> DraftNow:
    """The draft as it stands; to be called inside the act that reads its page."""
    row = Draft.objects.select_related("saved_by").filter(subject=subject).first()
    return _now(row, row.saved_by.name) if row else DraftNow(subject, {})


def read(*, by: Identity, subject: str, person: UUID, act: Act) -> DraftNow:
    """The draft as it stands, read as an act of its own."""
    with acting(by=by, act=act, person=person, about=subject):
        return present(subject)


def save(
    *, by: Identity, subject: str, person: UUID, content: Content, seen_version: int, act: Act
) -> DraftNow:
    """Save a draft that was at ``seen_version`` when it was opened.

    Raises DraftConflict when it has moved on and says something else. Saving what is already
    there changes nothing, so a repeated request is harmless.
    """
    with acting(by=by, act=act, person=person, about=subject) as deed:
        deed.detail["draft"] = True
        row = _HELD.first(subject)
        if row is None:
            return _first(by, subject, person, content)
        if row.content == content:
            return _now(row, row.saved_by.name)
        if row.version == seen_version:
            return _next(by, row, content)
        deed.detail["conflict"] = True
        _keep(row, content, row.version, clock.now(), by.account_id)
    there = _now(row, row.saved_by.name)
    raise DraftConflict(content, there, same_person=row.saved_by_id == by.account_id)


_HELD = Prepared(lambda subject: Draft.objects.select_for_update().filter(subject=subject), str)


def discard(*, by: Identity, subject: str, person: UUID, act: Act) -> None:
    """Throw a draft away because its writer says so; the text stays among the earlier ones."""
    with acting(by=by, act=act, person=person, about=subject) as deed:
        deed.detail["discarded"] = True
        row = Draft.objects.select_for_update().filter(subject=subject).first()
        if row is not None:
            _keep(row, row.content, row.version, row.saved_at, row.saved_by_id)
            row.delete()


def clear(*, subject: str) -> None:
    """Drop a draft that has become record; to be called inside the act that made it so."""
    Draft.objects.filter(subject=subject).delete()


def _first(by: Identity, subject: str, person: UUID, content: Content) -> DraftNow:
    row = Draft.objects.create(
        subject=subject,
        person_id=person,
        content=content,
        version=1,
        saved_at=clock.now(),
        saved_by_id=by.account_id,
    )
    return _now(row, by.name)


def _next(by: Identity, row: Draft, content: Content) -> DraftNow:
    if row.saved_by_id != by.account_id or _size(row.content) - _size(content) > MUCH:
        _keep(row, row.content, row.version, row.saved_at, row.saved_by_id)
    row.content = content
    row.version += 1
    row.saved_at = clock.now()
    row.saved_by_id = by.account_id
    row.save()
    return _now(row, by.name)


def _keep(row: Draft, content: Content, version: int, at: datetime, account: UUID | None) -> None:
    """Keep a text that is not, or no longer, the draft: replaced, shortened or refused."""
    DraftBefore.objects.create(
        subject=row.subject,
        person_id=row.person_id,
        content=content,
        version=version,
        saved_at=at,
        saved_by_id=account,
    )


def _size(content: Content) -> int:
    return len(json.dumps(content, ensure_ascii=False))


def _now(row: Draft, saved_by: str) -> DraftNow:
    return DraftNow(row.subject, row.content, row.version, row.saved_at, saved_by)
