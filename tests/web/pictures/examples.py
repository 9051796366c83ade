"""Invented courses, scores, people and focuses that the tests of the pictures are drawn from."""

from dataclasses import replace

from betweenus.web.pictures.chart import Band, Measure, Score, Stretch, goal
from betweenus.web.pictures.focus import Focus
from betweenus.web.pictures.pattern import Cell, Line, PatternPicture
from betweenus.web.pictures.relationship_map import PeopleMap, Person, Standing
from betweenus.web.pictures.ribbon import (
    Between,
    Gate,
    GateState,
    Phase,
    Ribbon,
    Step,
    StepState,
    Uncounted,
)
from betweenus.web.pictures.spoken import SpokenFamily, SpokenSessions

AIMS = (
    "We look for the one pattern between you and others that hurts most.",
    "We look at the pattern wherever it turns up, also here between us.",
    "We get ready to say goodbye, and look at what you take with you.",
)


def phases(total: int = 16) -> tuple[Phase, ...]:
    """Initial, middle and ending, each as long as a quarter, a half and a quarter."""
    first, last = total // 4, total - total // 4
    return (
        Phase("Initial", 1, first, AIMS[0]),
        Phase("Middle", first + 1, last, AIMS[1]),
        Phase("Ending", last + 1, total, AIMS[2]),
    )


def ribbon(total: int = 16, now: int = 6, late: tuple[int, ...] = (3,), **more: object) -> Ribbon:
    """A course that has come as far as session `now`."""
    had = {n: StepState.LATE if n in late else StepState.ATTENDED for n in range(1, now + 1)}
    steps = tuple(Step(had.get(n, StepState.AHEAD)) for n in range(1, total + 1))
    values = {
        "planned_end": "Tuesday 3 March",
        "projected_end": "Tuesday 17 March",
        "between": (
            Between(2, Uncounted.DNA, "Tuesday 10 November"),
            Between(5, Uncounted.BREAK, "two weeks at Christmas"),
        ),
        "gates": (
            Gate(4, "Focus agreed", GateState.DONE),
            Gate(4, "Goals agreed", GateState.AMBER),
            Gate(9, "Mid review", GateState.AHEAD),
            Gate(14, "Letter in draft", GateState.AHEAD),
            Gate(16, "Letter final", GateState.AHEAD),
        ),
        **more,
    }
    values["gates"] = tuple(gate for gate in values["gates"] if gate.session <= total)
    return Ribbon(steps, phases(total), now, **values)


def ended_ribbon() -> Ribbon:
    """A course that ended after session 10, with much that did not count on the way."""
    steps = tuple(
        Step(
            StepState.ATTENDED
            if n < 11 and n != 7
            else StepState.MISSED
            if n == 7
            else StepState.NOT_USED
        )
        for n in range(1, 17)
    )
    between = (
        Between(0, Uncounted.CANCELLED_BY_SERVICE),
        Between(4, Uncounted.DNA),
        Between(4, Uncounted.DNA),
        Between(8, Uncounted.CANCELLED_BY_CLIENT),
        Between(9, Uncounted.LATE_NOT_SEEN),
        Between(9, Uncounted.BREAK),
    )
    gates = (Gate(4, "Focus agreed", GateState.RED), Gate(9, "Mid review", GateState.AMBER))
    return Ribbon(
        steps, phases(), 10, between, gates, ended="Ended earlier than planned, Tuesday 9 June"
    )


PHQ9_BANDS = (
    Band("Minimal", 0, 4),
    Band("Mild", 5, 9),
    Band("Moderate", 10, 14),
    Band("Moderately severe", 15, 19),
    Band("Severe", 20, 27),
)
GAD7_BANDS = (
    Band("Minimal", 0, 4),
    Band("Mild", 5, 9),
    Band("Moderate", 10, 14),
    Band("Severe", 15, 21),
)
FALLING = (18, 17, 19, 16, 15, None, 14, 12, 13, 11, None, None, 9, 7, 10, 8)
WORRY = (15, 15, 16, 13, 14, None, 12, 11, 9, 9, None, None, 8, 6, 7, 6)


def scores(values: tuple[float | None, ...], first: int = 1) -> tuple[Score, ...]:
    """One score a session from `first`; None is a week without one; the fourth is estimated."""
    return tuple(
        Score(session, value, prorated=session == 4)
        for session, value in enumerate(values, start=first)
        if value is not None
    )


def phq9(values: tuple[float | None, ...] = FALLING, first: int = 1) -> Measure:
    """A depression questionnaire, 0 to 27."""
    found = scores(values, first)
    return Measure("PHQ-9", 0, 27, found, PHQ9_BANDS, case_level=10, reliable_change=6)


def gad7(values: tuple[float | None, ...] = WORRY) -> Measure:
    """An anxiety questionnaire, 0 to 21."""
    return Measure("GAD-7", 0, 21, scores(values), GAD7_BANDS, case_level=8, reliable_change=4)


def stretches(total: int = 16) -> tuple[Stretch, ...]:
    """The phases as the axis takes them."""
    return tuple(Stretch(phase.name, phase.first, phase.last) for phase in phases(total))


def goals() -> tuple[Measure, ...]:
    """Three goals, one of them long, rated four times."""
    ends = ("not at all", "completely")
    return (
        goal("Say what I need before I am angry", _rated(1, 3, 4, 7), ends=ends),
        goal(
            "Stay in touch with my sister, also when we do not agree about our mother and who "
            "should look after her",
            _rated(2, 2, 5, 6),
            ends=ends,
        ),
        goal("Sleep", _rated(4, 5), ends=ends),
    )


def _rated(*values: int) -> tuple[Score, ...]:
    return tuple(Score(4 * n, value) for n, value in enumerate(values, start=1))


def people(count: int = 15) -> tuple[Person, ...]:
    """Up to fifteen people of one invented life."""
    now, past = Standing.PRESENT, Standing.PAST
    everybody = (
        Person("mum", "Maureen", "mother", 4, now, "family", "I ring, she sighs, I apologise"),
        Person("joe", "Joe", "partner", 5, now, "home", "I go quiet, he asks what is wrong"),
        Person("dana", "Dana", "best friend", 4, now, "friends"),
        Person("th", "Dr Okafor", "my therapist", 3, Standing.THERAPIST),
        Person("dad", "Patrick", "father, died 2009", 2, past, "family", "never good enough"),
        Person("sis", "Caroline", "sister", 2, now, "family", "she counts, I give in"),
        Person("kid", "Ben", "son, 9", 5, now, "home"),
        Person(
            "boss",
            "Mrs Achterberg-Lindqvist",
            "manager",
            2,
            now,
            "work",
            "waiting to be marked down",
        ),
        Person("col", "Samir", "colleague", 3, now, "work"),
        Person("ex", "Tony", "first husband", 1, past, "love", "left before I could"),
        Person(
            "gran", "Nana Kathleen O'Donoghue", "grandmother", 5, past, "family", "the one safe lap"
        ),
        Person("neigh", "Ivy next door", "neighbour", 3, now, "friends"),
        Person("teach", "Miss Purdy", "teacher", 3, past, "school"),
        Person("choir", "The choir on Thursdays", "friends", 3, now, "friends"),
        Person("niece", "Aoife", "niece", 1, now, "family"),
    )
    return everybody[:count]


def people_map(count: int = 15) -> PeopleMap:
    """A map that differs from the one before: some moved, one new, one gone."""
    before = tuple(
        replace(p, closeness={"mum": 5, "sis": 3, "dana": 3}.get(p.key, p.closeness))
        for p in people(count)
        if p.key != "col"
    )
    left = Person("vic", "Victor", "old flatmate", 2, Standing.PRESENT, "friends")
    return PeopleMap(people(count), (*before, left), "session 2")


def people_with_focus() -> tuple[Person, ...]:
    """A few people, and where the agreed focus shows: with most, not with one, not known of one."""
    shown = ((3, 1, 4), (0, 2, 2), None, (1, 0, 1))
    return tuple(
        replace(person, focus=one, seen="critical 3, caring 1")
        for person, one in zip(people(4), shown, strict=True)
    )


def pattern() -> PatternPicture:
    """A pattern that leaves a part open, with people of whom more and less is known."""
    parts = (
        ("Wish", "To be cared for"),
        ("Other did", "Ignores"),
        ("Self seen", "Bad, or a burden"),
        ("Other seen", ""),
        ("Felt", "Shame"),
        ("Done with it", "Withdrew"),
    )
    return PatternPicture(
        parts=parts,
        people=(
            Line(
                "Mum",
                "now",
                3,
                0,
                4,
                (Cell(3, 4), Cell(2, 3), Cell(3, 3), None, Cell(0, 2), Cell(1, 1)),
            ),
            Line(
                "Great-aunt Philippa Mary",
                "in the past",
                1,
                12,
                13,
                (Cell(10, 12), *(Cell(0, 13),) * 2, None, Cell(0, 0), Cell(1, 13)),
            ),
            Line("Ann", "now", 0, 2, 2, (*(Cell(0, 2),) * 3, None, Cell(0, 0), Cell(0, 0))),
        ),
        caption="With whom candidate 1 shows",
    )


def focus() -> Focus:
    """A whole focus of ordinary length."""
    return Focus(
        "too much, a burden",
        "busy, about to lose patience with me",
        ("ashamed",),
        ("longing to be held", "a little angry"),
        "I ask for nothing and become the easy one. Then I go quiet and look after them instead.",
        "Nobody finds out what I need, and I end up flat and alone.",
    )


def long_focus() -> Focus:
    """A focus in many words."""
    return Focus(
        "like a pupil who is waiting to be marked down, small, about to be found out, and sure "
        "that I am only good for being useful until somebody notices that I am not",
        "critical, keeping score, friendly only until they have seen through me; my father with "
        "the newspaper, my manager, and now and then the person who sits opposite me here",
        ("dread before every meeting", "shame afterwards"),
        ("anger that I hardly dare to call by its name", "wanting to be seen all the same"),
        "I over-prepare, I criticise myself before anyone else can, and I leave early. That keeps "
        "my anger away from them, and nobody ever looks at me for long enough to like me.",
        "I am exhausted and low, and people think that I do not care for them.",
    )


def spoken(sessions: int) -> SpokenSessions:
    """Words about minds in so many sessions, the second with too few words."""
    rates = [None if n == 1 else float(4 + (n * 5) % 11) for n in range(sessions)]
    return SpokenSessions(
        sessions=tuple(f"{n + 1} Mar" for n in range(sessions)),
        words=tuple("400" if n == 1 else "2100" for n in range(sessions)),
        families=(
            SpokenFamily("Feelings named", tuple(rates)),
            SpokenFamily("Wondering", tuple(0.0 if r is not None else None for r in rates)),
        ),
        caption="Words about minds",
    )
