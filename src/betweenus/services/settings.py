"""Settings: how the service is set up, changed with a reason and never without a trace."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.course import LENGTHS, ProtocolError, load_protocol, packaged_text
from betweenus.domain.refusals import Conflict, Refusal
from betweenus.records.teams import ServiceVersion
from betweenus.services import service
from betweenus.services.acting import acting
from betweenus.services.service import Service

# A version of the settings is known by its id; a service that never changed any has none.
Version = UUID | None

NAMES = {
    "name": "Name",
    "phone": "Telephone",
    "email": "Email address",
    "address": "Address",
    "crisis_text": "Crisis text",
    "protocol_text": "Protocol",
    "planned_sessions": "Sessions in a course",
    "session_minutes": "Minutes in a session",
    "dna_counts": "A missed session counts",
    "breaks": "Breaks",
    "escalation_hours": "Hours until a risk sign is passed on",
    "reminder_hours": "Hours before a session that questionnaires are reminded of",
    "reminders_most": "Reminders for one session, at most",
    "keep_years": "Years a record is kept after the last contact",
    "keep_years_after_death": "Years a record is kept after a death",
    "counts_language": "The language of transcripts is counted",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One setting as it was and as it became, in words."""

    name: str
    before: str
    after: str
    long: bool  # too long to stand in a line


@dataclass(frozen=True, slots=True)
class Past:
    """One change of the settings: who, when, why, and what."""

    at: datetime
    by: str
    why: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """The settings as they stand, which version of them that is, and how they came to be."""

    now: Service
    version: Version
    history: tuple[Past, ...]
    lengths: tuple[int, ...] = LENGTHS


@dataclass(frozen=True, slots=True)
class ProtocolPage:
    """The protocol in force, and whether it is the service's own or the packaged one."""

    text: str
    packaged: bool
    version: Version
    history: tuple[Past, ...]


def read(*, by: Identity) -> SettingsPage:
    """The settings and every change of them, newest first."""
    with acting(by=by, act=Act.CHANGE_SERVICE, about="service") as deed:
        deed.detail["read"] = True
        rows = _versions()
        return SettingsPage(
            now=service.present(),
            version=rows[0].pk if rows else None,
            history=_history(rows),
        )


def read_protocol(*, by: Identity) -> ProtocolPage:
    """The protocol that courses opened from now on follow, and how it came to be so."""
    with acting(by=by, act=Act.CHANGE_SERVICE, about="protocol") as deed:
        deed.detail["read"] = True
        rows = _versions()
        own = rows[0].protocol_text if rows else ""
        about = NAMES["protocol_text"]
        return ProtocolPage(
            text=own or packaged_text(),
            packaged=not own,
            version=rows[0].pk if rows else None,
            history=tuple(
                past for past in _history(rows) if any(one.name == about for one in past.changes)
            ),
        )


def change(*, by: Identity, seen: Version, why: str, **values: object) -> Service:
    """Change settings, with the reason; ``values`` are named as ``Service`` names them.

    Raises Conflict when somebody changed them since ``seen``, and Refusal for what cannot be.
    """
    with acting(by=by, act=Act.CHANGE_SERVICE, about="service") as deed:
        _check_seen(seen)
        before = service.present()
        changed = {name: value for name, value in values.items() if getattr(before, name) != value}
        if not changed:
            raise Refusal("Nothing is changed yet.", "Change something, then save.")
        _check(changed, why)
        deed.detail["changed"] = sorted(changed)
        return service.keep(by=by, why=why.strip(), values=changed)


def change_protocol(*, by: Identity, seen: Version, why: str, text: str) -> Service:
    """Let courses opened from now on follow this protocol; those under way keep theirs.

    Raises ProtocolError with every problem when the text is not a valid protocol. The packaged
    text, unchanged, counts as having no own protocol.
    """
    tidy = text.replace("\r\n", "\n").strip("\n") + "\n"
    load_protocol(tidy)
    own = "" if tidy.strip() == packaged_text().strip() else tidy
    return change(by=by, seen=seen, why=why, protocol_text=own)


def check_protocol(*, by: Identity, text: str) -> tuple[object, ...]:
    """Every problem of a protocol text, without keeping it; empty when it is valid."""
    with acting(by=by, act=Act.CHANGE_SERVICE, about="protocol") as deed:
        deed.detail["checked"] = True
        try:
            load_protocol(text)
        except ProtocolError as error:
            return error.problems
        return ()


def _check_seen(seen: Version) -> None:
    newest = ServiceVersion.objects.order_by("-changed_at").values_list("pk", flat=True).first()
    if newest != seen:
        raise Conflict(
            "Somebody changed the settings after you opened this page.",
            "Look at what is in force now, then save yours again.",
        )


def _check(changed: dict[str, object], why: str) -> None:
    if not why.strip():
        raise Refusal("Say why you change this.", field="why")
    for name in ("name", "crisis_text"):
        if name in changed and not str(changed[name]).strip():
            raise Refusal(f"{NAMES[name]} cannot be empty.", field=name)
    for first, last, _ in changed.get("breaks", ()):
        if last < first:
            raise Refusal("A break cannot end before it begins.", field="breaks")


def _versions() -> list[ServiceVersion]:
    """Every version, newest first: one query."""
    return list(ServiceVersion.objects.select_related("changed_by").order_by("-changed_at"))


def _history(rows: list[ServiceVersion]) -> tuple[Past, ...]:
    older = [*rows, None][1:]
    return tuple(
        Past(
            at=row.changed_at,
            by=row.changed_by.name if row.changed_by else "Set up by the operator",
            why=row.why,
            changes=tuple(_changes(before, row)),
        )
        for row, before in zip(rows, older, strict=True)
    )


def _changes(before: ServiceVersion | None, after: ServiceVersion) -> Iterable[Change]:
    first = Service()
    for field in fields(Service):
        name = field.name
        if name not in NAMES:
            continue
        old = getattr(before, name) if before else getattr(first, name)
        new = getattr(after, name)
        if (old or None) != (new or None):
            long = name in ("crisis_text", "protocol_text")
            yield Change(NAMES[name], _said(name, old), _said(name, new), long)


def _said(name: str, value: object) -> str:
    """A setting in words."""
    if name == "protocol_text":
        return str(value) or "The protocol that comes with the software."
    if name in ("dna_counts", "counts_language"):
        return "yes" if value else "no"
    if name == "breaks":
        return "; ".join(_break(*pause) for pause in value) or "none"
    return str(value) or "nothing"


def _break(first: str, last: str, why: str) -> str:
    begins, ends = (date.fromisoformat(day) for day in (first, last))
    days = f"{begins.day} {begins:%B %Y}"
    if begins != ends:
        days += f" to {ends.day} {ends:%B %Y}"
    return f"{days}, {why}" if why else days
