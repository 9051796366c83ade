"""The course ribbon: where we are, what came between, what is late, and what a client sees."""

import pytest

from betweenus.web.pictures.ribbon import (
    Between,
    Gate,
    GateState,
    Phase,
    Reader,
    Ribbon,
    Step,
    StepState,
    Uncounted,
    draw_ribbon,
)
from tests.web.pictures import examples
from tests.web.pictures.reading import kinds_in, said_in, told, words_in


@pytest.mark.parametrize("total", [12, 16, 20])
def test_every_session_is_drawn_once_and_in_order(total):
    picture = draw_ribbon(examples.ribbon(total=total, now=5, gates=(), between=()))
    for drawing in (picture.wide, picture.narrow):
        numbers = [int(words) for words in words_in(drawing) if words.isdigit()]
        assert numbers == list(range(1, total + 1))


def test_the_headline_says_session_and_phase():
    assert "Session 6 of 16 · Middle phase" in said_in(draw_ribbon(examples.ribbon()).wide)


def test_the_therapists_own_choice_of_phase_is_shown():
    picture = draw_ribbon(examples.ribbon(now=6, chosen_phase="Ending"))
    assert "Session 6 of 16 · Ending phase" in said_in(picture.wide)


def test_one_step_is_ringed_as_where_we_are():
    picture = draw_ribbon(examples.ribbon(now=6, between=(), gates=()))
    # One on the ribbon, one in the key.
    assert kinds_in(picture.wide).count("pic-step-ring") == 2


def test_a_moved_end_is_said_beside_the_planned_one():
    moved = draw_ribbon(examples.ribbon(planned_end="3 March", projected_end="17 March"))
    assert "Planned end 3 March, now likely 17 March" in said_in(moved.wide)
    kept = draw_ribbon(examples.ribbon(planned_end="3 March", projected_end="3 March"))
    assert "Planned end 3 March" in said_in(kept.wide)
    assert "likely" not in said_in(kept.wide)


def test_what_did_not_count_stands_between_sessions_and_is_counted_in_the_key():
    picture = draw_ribbon(examples.ended_ribbon())
    for drawing in (picture.wide, picture.narrow):
        assert kinds_in(drawing).count("pic-uncounted") == 6 + 5  # on the ribbon and in the key
        assert "did not attend (2)" in said_in(drawing)


def test_the_table_tells_what_came_between_in_its_place():
    rows = draw_ribbon(examples.ribbon()).twin.rows
    at = next(n for n, row in enumerate(rows) if row[3] == "Did not attend")
    assert rows[at - 1][0] == "2"
    assert rows[at][2] == "Tuesday 10 November"
    assert rows[at + 1][0] == "3"


def test_a_late_arrival_and_a_counted_miss_are_marked():
    steps = (Step(StepState.LATE), Step(StepState.MISSED), Step(StepState.AHEAD))
    picture = draw_ribbon(Ribbon(steps, (Phase("Only", 1, 3),), 2))
    assert "came late, seen" in said_in(picture.wide)
    assert "missed, and counted by this service" in said_in(picture.wide)
    assert [row[3] for row in picture.twin.rows][:2] == [
        "Came late, seen",
        "Missed, and counted by this service",
    ]


@pytest.mark.parametrize(
    ("state", "words"), [(GateState.AMBER, "due now"), (GateState.RED, "overdue")]
)
def test_a_warning_is_a_shape_and_a_sentence(state, words):
    picture = draw_ribbon(examples.ribbon(gates=(Gate(4, "Focus agreed", state),)))
    for drawing in (picture.wide, picture.narrow):
        assert f"Focus agreed, by session 4: {words}" in said_in(drawing)
        assert f"pic-gate--{state.name.lower()}" in kinds_in(drawing)
        assert f"Focus agreed: {words}" in told(drawing)[1]


def test_red_warnings_come_before_amber_ones():
    gates = (Gate(4, "Goals", GateState.AMBER), Gate(4, "Focus", GateState.RED))
    said = said_in(draw_ribbon(examples.ribbon(gates=gates)).wide)
    assert said.index("Focus, by session 4") < said.index("Goals, by session 4")


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (0, "16 sessions, the first is still to come"),
        (6, "Session 6 of 16, 10 left"),
        (15, "Session 15 of 16, 1 left"),
        (16, "Session 16 of 16, our last"),
    ],
)
def test_a_client_counts_down(now, words):
    picture = draw_ribbon(examples.ribbon(now=now), reader=Reader.CLIENT)
    assert words in said_in(picture.narrow)


def test_a_client_sees_no_gates_and_no_attendance_marks():
    course = examples.ribbon(between=(Between(2, Uncounted.DNA), Between(5, Uncounted.BREAK)))
    picture = draw_ribbon(course, reader=Reader.CLIENT)
    for drawing in (picture.wide, picture.narrow):
        whole = f"{said_in(drawing)} {told(drawing)}"
        assert "Goals agreed" not in whole
        assert "did not attend" not in whole
        assert "late" not in whole
        assert "break" in whole
    cells = [cell for row in picture.twin.rows for cell in row]
    assert not [cell for cell in cells if "Goals" in cell or "attend" in cell.lower().split()]


def test_a_client_reads_what_the_phase_is_for():
    picture = draw_ribbon(examples.ribbon(now=14), reader=Reader.CLIENT)
    assert examples.AIMS[2] in said_in(picture.wide)


def test_an_early_ending_leaves_the_rest_unused_and_rings_nothing():
    picture = draw_ribbon(examples.ended_ribbon())
    assert "Session 10 of 16 · ended" in said_in(picture.wide)
    assert "Ended earlier than planned, Tuesday 9 June" in said_in(picture.wide)
    assert kinds_in(picture.wide).count("pic-step--unused") == 6
    assert "pic-step-ring" not in kinds_in(picture.wide)


@pytest.mark.parametrize(
    "wrong",
    [
        {"phases": (Phase("A", 1, 2), Phase("B", 4, 16))},
        {"now": 17},
        {"gates": (Gate(17, "Late", GateState.RED),)},
        {"between": (Between(17, Uncounted.DNA),)},
    ],
)
def test_a_ribbon_that_cannot_be_is_refused_at_birth(wrong):
    values = {"steps": tuple(Step(StepState.AHEAD) for _ in range(16)), "now": 1}
    with pytest.raises(AssertionError):
        Ribbon(**{**values, "phases": examples.phases(), **wrong})
