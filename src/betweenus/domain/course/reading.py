"""Reading a protocol from TOML: everything wrong is found at once, each with line and field."""

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from betweenus.domain.course.lines import Place, line_of, locate
from betweenus.domain.course.protocol import Artefact, Gate, MeasureDue, Phase, Protocol, Task

# What the software can tell is done; a protocol may leave some out but not invent others.
KNOWN_ARTEFACTS = frozenset(
    {
        "consent",
        "recording_consent",
        "contract",
        "map",
        "focus_draft",
        "focus_said",
        "focus_agreed",
        "goals",
        "mid_review",
        "letter_notes",
        "letter_draft",
        "letter_shared",
        "letter_final",
        "keeping_well",
        "discharge_summary",
        "end_measures",
        "short_letter",
    }
)
MARKS = ("found", "believed", "own")
LONGEST = 60  # sessions; DIT has 16, and a slip such as 160 should not draw 160 boxes


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a protocol file."""

    line: int
    field: str
    says: str

    def __str__(self) -> str:
        return f"Line {self.line}, {self.field}: {self.says}"


class ProtocolError(ValueError):
    """A protocol file cannot be used; ``problems`` names each place."""

    def __init__(self, source: str, problems: Collection[Problem]) -> None:
        self.source = source
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__(f"{source}: " + " ".join(str(problem) for problem in self.problems))


@dataclass
class _Reader:
    """One reading: the parsed text, where its keys stand, and what was found wrong."""

    data: dict[str, Any]
    places: dict[Place, int]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, table: str, index: int, key: str, says: str) -> None:
        name = f"{table}.{key}" if table else key
        self.problems.append(Problem(line_of(self.places, table, index, key), name, says))

    def text(self, row: dict[str, Any], table: str, index: int, key: str, *, needed=True) -> str:
        value = row.get(key, "")
        if not isinstance(value, str):
            self.wrong(table, index, key, f"write text in quotation marks, not {value!r}")
            return ""
        if needed and not value.strip():
            self.wrong(table, index, key, "is missing; write some words in quotation marks")
        return value.strip()

    def number(self, row: dict[str, Any], table: str, index: int, key: str, default=None):
        value = row.get(key, default)
        if value is None and default is None and key not in row:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LONGEST:
            self.wrong(
                table, index, key, f"write a whole number from 0 to {LONGEST}, not {value!r}"
            )
            return None
        return value

    def rows(self, table: str) -> list[tuple[int, dict[str, Any]]]:
        value = self.data.get(table, [])
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self.wrong("", 0, table, f"write each as its own [[{table}]] section")
            return []
        return list(enumerate(value))

    def known_keys(self, row: dict[str, Any], table: str, index: int, allowed: set[str]) -> None:
        for key in row:
            if key not in allowed:
                close = ", ".join(sorted(allowed))
                self.wrong(table, index, key, f"is not a field of this section; it has {close}")

    def marked(self, row: dict[str, Any], table: str, index: int) -> tuple[str, str]:
        mark = row.get("mark", "own")
        if mark not in MARKS:
            self.wrong(table, index, "mark", f"write one of {', '.join(MARKS)}, not {mark!r}")
        source = self.text(row, table, index, "source", needed=False)
        if mark == "found" and not source:
            self.wrong(table, index, "source", "a value marked found needs its source")
        return str(mark), source


def load_protocol(text: str, source: str = "protocol") -> Protocol:
    """The protocol in a TOML text; raises ProtocolError with every problem found."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(source, [_syntax(text, error)]) from None
    reader = _Reader(data, locate(text))
    phases = _phases(reader)
    artefacts = _artefacts(reader)
    sessions = reader.number(data, "", 0, "sessions", 0) or 0
    _phases_add_up(reader, phases, sessions)
    made = Protocol(
        id=reader.text(data, "", 0, "id"),
        version=reader.text(data, "", 0, "version"),
        title=reader.text(data, "", 0, "title"),
        sessions=sessions,
        phases=phases,
        artefacts=artefacts,
        tasks=_tasks(reader, {a.id for a in artefacts}, sessions),
        measures=_measures(reader, sessions),
        gates=_gates(reader, {a.id for a in artefacts}, sessions),
        source=source,
    )
    reader.known_keys(
        data,
        "",
        0,
        {"id", "version", "title", "sessions", "mark", "source"}
        | {"phases", "artefacts", "tasks", "measures", "gates"},
    )
    if reader.problems:
        raise ProtocolError(source, reader.problems)
    return made


def _syntax(text: str, error: tomllib.TOMLDecodeError) -> Problem:
    found = re.search(r"at line (\d+)", str(error))
    line = int(found[1]) if found else len(text.splitlines()) or 1
    words = re.sub(r" \(at .*\)$", "", str(error))
    return Problem(
        line,
        "spelling",
        f"the file cannot be read here ({words}); check the quotation "
        "marks, brackets and = of this line and the one before",
    )


def _unique(reader: _Reader, table: str, ids: list[tuple[int, str]]) -> None:
    seen: set[str] = set()
    for index, value in ids:
        if value and value in seen:
            reader.wrong(table, index, "id", f"{value!r} is used twice; give each its own")
        seen.add(value)


def _phases(reader: _Reader) -> tuple[Phase, ...]:
    made = []
    for index, row in reader.rows("phases"):
        reader.known_keys(
            row, "phases", index, {"id", "name", "sessions", "aim", "client", "mark", "source"}
        )
        mark, source = reader.marked(row, "phases", index)
        sessions = reader.number(row, "phases", index, "sessions", 0)
        if sessions == 0:
            reader.wrong("phases", index, "sessions", "a phase has at least 1 session")
        made.append(
            Phase(
                *(reader.text(row, "phases", index, key) for key in ("id", "name")),
                sessions or 0,
                *(reader.text(row, "phases", index, key) for key in ("aim", "client")),
                mark,
                source,
            )
        )
    _unique(reader, "phases", [(i, phase.id) for i, phase in enumerate(made)])
    return tuple(made)


def _phases_add_up(reader: _Reader, phases: tuple[Phase, ...], sessions: int) -> None:
    total = sum(phase.sessions for phase in phases)
    if not phases:
        reader.wrong("", 0, "phases", "there is none; write at least one [[phases]] section")
    elif total != sessions and all(phase.sessions for phase in phases):
        reader.wrong(
            "", 0, "sessions", f"says {sessions}, but the phases add up to {total}; make them agree"
        )


def _artefacts(reader: _Reader) -> tuple[Artefact, ...]:
    made = []
    for index, row in reader.rows("artefacts"):
        reader.known_keys(row, "artefacts", index, {"id", "name"})
        artefact = Artefact(
            reader.text(row, "artefacts", index, "id"), reader.text(row, "artefacts", index, "name")
        )
        if artefact.id and artefact.id not in KNOWN_ARTEFACTS:
            known = ", ".join(sorted(KNOWN_ARTEFACTS))
            reader.wrong(
                "artefacts", index, "id", f"{artefact.id!r} is not known; use one of {known}"
            )
        made.append(artefact)
    _unique(reader, "artefacts", [(i, artefact.id) for i, artefact in enumerate(made)])
    return tuple(made)


def _artefact(reader: _Reader, row, table: str, index: int, known: set[str], *, needed) -> str:
    value = reader.text(row, table, index, "artefact", needed=needed)
    if value and value not in known:
        reader.wrong(table, index, "artefact", f"{value!r} is not among the [[artefacts]] above")
    return value


def _within(reader: _Reader, table: str, index: int, key: str, value, sessions: int) -> None:
    if value is not None and value > sessions:
        reader.wrong(table, index, key, f"{value} is beyond the last session ({sessions})")


def _tasks(reader: _Reader, known: set[str], sessions: int) -> tuple[Task, ...]:
    made = []
    allowed = {"id", "session", "until", "words", "client", "artefact", "mark", "source"}
    for index, row in reader.rows("tasks"):
        reader.known_keys(row, "tasks", index, allowed)
        session = reader.number(row, "tasks", index, "session", 0) or 0
        until = reader.number(row, "tasks", index, "until", session) or session
        if session == 0:
            reader.wrong("tasks", index, "session", "write the number of a session, from 1")
        if until < session:
            reader.wrong("tasks", index, "until", f"{until} comes before session {session}")
        _within(reader, "tasks", index, "session", session, sessions)
        _within(reader, "tasks", index, "until", until, sessions)
        mark, source = reader.marked(row, "tasks", index)
        made.append(
            Task(
                id=reader.text(row, "tasks", index, "id"),
                session=session,
                until=until,
                words=reader.text(row, "tasks", index, "words"),
                client=reader.text(row, "tasks", index, "client", needed=False),
                artefact=_artefact(reader, row, "tasks", index, known, needed=False),
                mark=mark,
                source=source,
            )
        )
    _unique(reader, "tasks", [(i, task.id) for i, task in enumerate(made)])
    return tuple(made)


def _measures(reader: _Reader, sessions: int) -> tuple[MeasureDue, ...]:
    made = []
    for index, row in reader.rows("measures"):
        reader.known_keys(row, "measures", index, {"id", "sessions", "mark", "source"})
        mark, source = reader.marked(row, "measures", index)
        when = row.get("sessions")
        numbers: tuple[int, ...] = ()
        if isinstance(when, list) and all(type(n) is int and 1 <= n <= sessions for n in when):
            numbers = tuple(when)
        if when != "every" and not numbers:
            says = f'write "every", or the numbers of sessions from 1 to {sessions}, like [4, 8]'
            reader.wrong("measures", index, "sessions", says)
        made.append(MeasureDue(reader.text(row, "measures", index, "id"), numbers, mark, source))
    _unique(reader, "measures", [(i, measure.id) for i, measure in enumerate(made)])
    return tuple(made)


def _gates(reader: _Reader, known: set[str], sessions: int) -> tuple[Gate, ...]:
    made = []
    allowed = {"id", "artefact", "amber_after", "red_after", "red_at_discharge", "words", "todo"}
    for index, row in reader.rows("gates"):
        reader.known_keys(row, "gates", index, allowed | {"mark", "source"})
        amber, red = (
            reader.number(row, "gates", index, key) for key in ("amber_after", "red_after")
        )
        for key, value in (("amber_after", amber), ("red_after", red)):
            _within(reader, "gates", index, key, value, sessions)
        if amber is not None and red is not None and red < amber:
            reader.wrong("gates", index, "red_after", f"{red} comes before amber ({amber})")
        discharge = row.get("red_at_discharge", False)
        if not isinstance(discharge, bool):
            reader.wrong("gates", index, "red_at_discharge", "write true or false")
        mark, source = reader.marked(row, "gates", index)
        made.append(
            Gate(
                id=reader.text(row, "gates", index, "id"),
                artefact=_artefact(reader, row, "gates", index, known, needed=True),
                words=reader.text(row, "gates", index, "words"),
                todo=reader.text(row, "gates", index, "todo"),
                amber_after=amber,
                red_after=red,
                red_at_discharge=discharge is True,
                mark=mark,
                source=source,
            )
        )
    _unique(reader, "gates", [(i, gate.id) for i, gate in enumerate(made)])
    return tuple(made)
