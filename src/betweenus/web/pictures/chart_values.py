"""What a chart over sessions is drawn from: scores, bands, thresholds and the course's phases."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Score:
    """One score, filled in for a session (0: at assessment, before the first).

    `prorated` marks a total estimated from a form with items left out.
    """

    session: int
    value: float
    when: str = ""
    prorated: bool = False


@dataclass(frozen=True)
class Band:
    """A named stretch of the scale, both ends included."""

    name: str
    lowest: float
    highest: float


@dataclass(frozen=True)
class Range:
    """Between which values the middle of courses that began alike lay at a session."""

    session: int
    low: float
    high: float


@dataclass(frozen=True)
class Measure:
    """One scale and its scores so far.

    `case_level` is the score from which the scale counts as a case; `reliable_change` the
    smallest change that is more than chance; either is None when no value is known, and then
    nothing is drawn for it. `joined` draws a line across sessions without a score, for what is
    only asked now and then; else a missing week is a gap. `ends` are words for the lowest and
    the highest value. `case_mark` and `change_mark` say that a level is unverified. `ranges` are
    an expected course.
    """

    name: str
    lowest: float
    highest: float
    scores: tuple[Score, ...] = ()
    bands: tuple[Band, ...] = ()
    case_level: float | None = None
    reliable_change: float | None = None
    lower_is_better: bool = True
    joined: bool = False
    ends: tuple[str, str] = ("", "")
    case_mark: str = ""
    change_mark: str = ""
    ranges: tuple[Range, ...] = ()

    def __post_init__(self) -> None:
        """Hold that scores are on the scale and in order of session, one each."""
        assert self.lowest < self.highest, (self.lowest, self.highest)
        assert all(self.lowest <= s.value <= self.highest for s in self.scores), self.scores
        sessions = [score.session for score in self.scores]
        assert sessions == sorted(set(sessions)), sessions

    @cached_property
    def best(self) -> Score | None:
        """The best score so far, the earliest of equals; None when there is none."""
        sign = 1 if self.lower_is_better else -1
        return min(self.scores, key=lambda s: sign * s.value, default=None)

    def band_of(self, value: float) -> str:
        """The name of the band a value lies in, "" when no band holds it."""
        return next((b.name for b in self.bands if b.lowest <= value <= b.highest), "")


@dataclass(frozen=True)
class Stretch:
    """A phase on the axis of sessions, both ends included."""

    name: str
    first: int
    last: int


@dataclass(frozen=True)
class Chart:
    """One or two measures (or one to three goals) over the same sessions.

    `ended_after` is the last session of a course that has ended, None while it runs.
    `empty` is said instead of a drawing while there is no score at all.
    """

    measures: tuple[Measure, ...]
    sessions: int
    phases: tuple[Stretch, ...] = ()
    ended_after: int | None = None
    empty: str = "No scores yet. They appear here once the first questionnaire is filled in."

    def __post_init__(self) -> None:
        """Hold that there is something to measure and that it fits the axis."""
        assert self.measures, "a chart needs a measure"
        last = max((s.session for m in self.measures for s in m.scores), default=0)
        assert last <= self.sessions, (last, self.sessions)

    @property
    def first_session(self) -> int:
        """Where the axis begins: 0 when there is a score from before the first session."""
        return min((s.session for m in self.measures for s in m.scores[:1]), default=1) and 1


def goal(words: str, scores: tuple[Score, ...], *, ends: tuple[str, str]) -> Measure:
    """A goal rated 0 to 10 as a measure: higher is better, asked now and then, no thresholds."""
    return Measure(words, 0, 10, scores, lower_is_better=False, joined=True, ends=ends)
