"""What a time line is drawn from: weeks side by side, and above one another what belongs to them.

Places across are weeks since the first Monday: 2.5 is the Thursday of the third week.
"""

from dataclasses import dataclass
from enum import StrEnum

from betweenus.web.pictures.picture import Twin


class Pen(StrEnum):
    """How a line is drawn; each has a stroke and a mark of its own, so that no colour is needed."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True)
class Line:
    """Values by their place across, in order; ``name`` is what the key calls it."""

    name: str
    pen: Pen
    values: tuple[tuple[float, float], ...]

    @property
    def said(self) -> str:
        """First and latest: "Client: first 7, latest 3"."""
        if not self.values:
            return f"{self.name}: none yet"
        first, latest = self.values[0][1], self.values[-1][1]
        if len(self.values) == 1:
            return f"{self.name}: {first:g}"
        return f"{self.name}: first {first:g}, latest {latest:g}"


@dataclass(frozen=True)
class Panel:
    """Lines on one scale; ``ends`` are words for the lowest and the highest value."""

    title: str
    lowest: float
    highest: float
    lines: tuple[Line, ...]
    ends: tuple[str, str] = ("", "")
    key: bool = False

    def __post_init__(self) -> None:
        """Hold that every value is on the scale, in order of time."""
        assert self.lowest < self.highest, (self.lowest, self.highest)
        for line in self.lines:
            assert all(self.lowest <= v <= self.highest for _, v in line.values), line
            assert list(line.values) == sorted(line.values), line


@dataclass(frozen=True)
class Row:
    """A place the focus may be active in, and the weeks in which each pen says it was."""

    name: str
    marks: tuple[tuple[Pen, tuple[float, ...]], ...]


@dataclass(frozen=True)
class Meeting:
    """A session where it was or will be; ``number`` is None for one that was not held."""

    at: float
    number: int | None
    ahead: bool = False


@dataclass(frozen=True)
class Stretch:
    """A phase or a break, from the first place up to (not including) the last."""

    name: str
    first: float
    last: float


@dataclass(frozen=True)
class Timeline:
    """Panels, rows and panels below them over the same weeks, whose Mondays are ``weeks``."""

    title: str
    weeks: tuple[str, ...]
    panels: tuple[Panel, ...]
    twin: Twin
    rows: tuple[Row, ...] = ()
    rows_title: str = ""
    below: tuple[Panel, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    phases: tuple[Stretch, ...] = ()
    breaks: tuple[Stretch, ...] = ()

    def __post_init__(self) -> None:
        """Hold that there is a panel, and that everything lies within the weeks."""
        assert self.panels, "a time line needs a panel"
        places = [at for panel in self.every for line in panel.lines for at, _ in line.values]
        places += [meeting.at for meeting in self.meetings]
        assert all(0 <= at <= len(self.weeks) for at in places), (places, len(self.weeks))

    @property
    def every(self) -> tuple[Panel, ...]:
        """The panels from top to bottom."""
        return (*self.panels, *self.below)

    @property
    def description(self) -> str:
        """Everything the drawing shows that is not a single value."""
        said = [f"{p.title}. " + ". ".join(line.said for line in p.lines) for p in self.every]
        said += [f"Break {one.name}" for one in self.breaks]
        return ". ".join(said) + "."
