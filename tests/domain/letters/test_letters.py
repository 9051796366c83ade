"""Letters: states, what blocks a final letter, and material with its source."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

import betweenus
from betweenus.domain.access import TABLE, Act, Role
from betweenus.domain.datafiles import ProtocolError, read_text
from betweenus.domain.letters import (
    LetterState,
    Material,
    check_move,
    filled,
    last_session_reached,
    letter_kinds,
    missing,
    offered,
    to_begin,
)
from betweenus.domain.letters.kinds import FOR_THE_CLIENT_ONLY, read_kinds
from betweenus.domain.letters.states import MOVES, drawing
from betweenus.domain.refusals import Refusal

STORIES = Path(betweenus.__file__).parent / "services" / "demo" / "stories"
GOODBYE = letter_kinds()["goodbye"]


def test_a_goodbye_letter_is_not_final_before_the_last_session():
    with pytest.raises(Refusal) as refused:
        check_move("goodbye", LetterState.SHARED, LetterState.FINAL, last_session_reached=False)
    assert "last session" in refused.value.what
    check_move("goodbye", LetterState.SHARED, LetterState.FINAL, last_session_reached=True)


@pytest.mark.parametrize(
    ("begun", "ended", "early", "letters"),
    [
        ((), False, False, {"goodbye", "short"}),
        (("goodbye",), False, False, set()),
        (("goodbye",), True, False, set()),
        (("goodbye",), False, True, {"short"}),
        (("short",), False, True, set()),
        ((), True, True, {"short"}),
        ((), True, False, {"goodbye"}),
    ],
)
def test_the_goodbye_letter_and_the_short_one_stand_for_each_other(begun, ended, early, letters):
    offered = {kind.id for kind in to_begin(set(begun), ended=ended, early=early)}
    assert offered & {"goodbye", "short"} == letters
    assert offered >= {"discharge", "keeping_well"}


def test_a_final_letter_stays_final():
    for to in LetterState:
        with pytest.raises(Refusal):
            check_move("goodbye", LetterState.FINAL, to, last_session_reached=True)


def test_a_discharge_summary_is_never_shared_as_a_draft():
    with pytest.raises(Refusal):
        check_move("discharge", LetterState.DRAFT, LetterState.SHARED, last_session_reached=True)


def test_an_empty_required_section_blocks_and_an_empty_other_is_said():
    found = {m.section: m.blocks for m in missing(GOODBYE, {"why_you_came": "You came because …"})}
    assert "why_you_came" not in found
    assert found["what_we_found"] is True
    assert found["the_ending"] is False


def test_only_filled_sections_are_in_the_letter_and_in_order():
    texts = {"goodbye": "Goodbye.", "why_you_came": "Work.", "the_ending": "  "}
    assert [section.id for section, _ in filled(GOODBYE, texts)] == ["why_you_came", "goodbye"]


def test_a_section_is_offered_its_own_material_only():
    material = [
        Material("agreed_focus", "When I need …", "Focus agreed in session 4"),
        Material("scores", "PHQ-9 18 to 6", "Measures"),
    ]
    section = GOODBYE.section("what_we_found")
    assert [m.kind for m in offered(section, material)] == ["agreed_focus"]


def test_only_draft_letters_are_hidden_from_the_client():
    assert [s for s in LetterState if not s.visible_to_client] == [LetterState.DRAFT]


@pytest.mark.parametrize("kind", ["goodbye", "short", "discharge", "keeping_well"])
def test_no_letter_is_final_before_the_last_session_and_each_says_why(kind):
    with pytest.raises(Refusal) as refused:
        check_move(kind, LetterState.DRAFT, LetterState.FINAL, last_session_reached=False)
    assert refused.value.todo
    check_move(kind, LetterState.DRAFT, LetterState.FINAL, last_session_reached=True)


DAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("remaining", "next_on", "ending", "reached"),
    [
        (0, None, False, True),
        (1, DAY, False, True),  # the last session is today
        (1, date(2026, 3, 10), False, False),  # it is next week
        (1, None, False, False),
        (2, DAY, False, False),
        (9, None, True, True),  # an early ending
    ],
)
def test_the_last_session_is_reached_on_its_day_or_by_an_early_ending(
    remaining, next_on, ending, reached
):
    found = last_session_reached(remaining=remaining, next_on=next_on, today=DAY, ending=ending)
    assert found is reached


def test_no_program_may_share_a_letter():
    for act in (Act.SHARE_LETTER, Act.WRITE_LETTER, Act.REPLY_TO_LETTER):
        assert Role.SYSTEM not in {role for role, _ in TABLE[act]}


def test_a_gp_is_offered_nothing_the_client_told_in_confidence():
    for kind in letter_kinds().values():
        offered_here = {material for section in kind.sections for material in section.material}
        assert kind.to != "gp" or not offered_here & FOR_THE_CLIENT_ONLY


def test_one_thing_a_line_becomes_a_list_and_other_text_stays():
    signs = letter_kinds()["keeping_well"].section("signs")
    assert signs.as_written("- the car\n\n • Bad nights \n") == ("the car", "Bad nights")
    assert GOODBYE.section("goodbye").as_written("One.\nTwo.") == "One.\nTwo."


def test_a_letter_between_people_has_no_headings_and_a_plan_has():
    headed = {kind.id for kind in letter_kinds().values() if kind.headings}
    assert headed == {"discharge", "keeping_well"}


def test_the_drawing_shows_every_move():
    drawn = drawing()
    for before, afters in MOVES.items():
        for after in afters:
            assert f"    {before} --> {after}\n" in drawn
    assert "| shared | replied | the client, by writing back |" in drawn


def test_the_demos_letters_have_no_section_that_is_not_known_here():
    names = {"full": "goodbye", "short": "short"}
    for path in STORIES.glob("*.toml"):
        letter = tomllib.loads(path.read_text(encoding="utf-8")).get("letter")
        if letter:
            kind = letter_kinds()[names[letter["kind"]]]
            written = {key for version in letter["versions"] for key in version} - {"version"}
            assert written <= {section.id for section in kind.sections}, path.name


FILE = """\
[[letters]]
id = "note"
name = "Note"
to = "gp"

[[sections]]
letter = "note"
id = "one"
name = "One"
asks = "What?"
material = ["scores"]
"""


@pytest.mark.parametrize(
    ("changed", "line", "says"),
    [
        (('material = ["scores"]', 'material = ["score"]'), 11, "did you mean 'scores'?"),
        (('material = ["scores"]', 'material = ["diary"]'), 11, "not offered for a GP"),
        (('letter = "note"', 'letter = "nota"'), 7, "did you mean 'note'?"),
        (('letter = "note"', 'letter = "nota"'), 2, "has no [[sections]]"),
        (('to = "gp"', 'to = "her"'), 4, "not among those who read a letter"),
        (('asks = "What?"', ""), 6, "is missing"),
        (("[[sections]]", "[[sections]]\nbold = true"), 7, "not a field of this section"),
    ],
)
def test_a_mistake_in_the_sections_file_is_named_by_line_and_field(changed, line, says):
    with pytest.raises(ProtocolError) as refused:
        read_text(FILE.replace(*changed), "sections.toml", read_kinds)
    assert any(p.line == line and says in p.says for p in refused.value.problems), refused.value
