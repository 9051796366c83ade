"""Letters: states, what blocks a final letter, and material with its source."""

import pytest

from betweenus.domain.letters import (
    LetterState,
    Material,
    check_move,
    filled,
    letter_kinds,
    missing,
    offered,
)
from betweenus.domain.refusals import Refusal

GOODBYE = letter_kinds()["goodbye"]


def test_a_goodbye_letter_is_not_final_before_the_last_session():
    with pytest.raises(Refusal) as refused:
        check_move("goodbye", LetterState.SHARED, LetterState.FINAL, last_session_reached=False)
    assert "last session" in refused.value.what
    check_move("goodbye", LetterState.SHARED, LetterState.FINAL, last_session_reached=True)


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
