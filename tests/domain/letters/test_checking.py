"""A letter looked over before it goes: what blocks, what is only said, and never by itself."""

import tomllib
from pathlib import Path

import pytest

import betweenus
from betweenus.domain.letters import LetterState, Standing, check, letter_kinds

STORIES = Path(betweenus.__file__).parent / "services" / "demo" / "stories"
GOODBYE = letter_kinds()["goodbye"]
DISCHARGE = letter_kinds()["discharge"]
SHARED, FINAL = LetterState.SHARED, LetterState.FINAL
WHOLE = {section.id: f"{section.name}, in words." for section in GOODBYE.sections}


def says(*args, **known):
    return [(one.section, one.says, one.blocks) for one in check(*args, Standing(**known))]


def test_a_whole_letter_has_nothing_against_it():
    assert says(GOODBYE, WHOLE, FINAL, called="Kola") == []


def test_keeping_a_draft_asks_nothing():
    assert says(GOODBYE, {}, LetterState.DRAFT) == []


def test_an_empty_letter_is_said_once_and_cannot_be_shared():
    assert says(GOODBYE, {"goodbye": " \n"}, SHARED) == [("", "Nothing is written yet.", True)]


def test_an_empty_section_blocks_a_final_letter_and_is_only_said_of_a_shared_one():
    gap = WHOLE | {"what_shifted": ""}
    assert [(s, blocks) for s, _, blocks in says(GOODBYE, gap, FINAL)] == [("what_shifted", True)]
    assert [(s, blocks) for s, _, blocks in says(GOODBYE, gap, SHARED)] == [("what_shifted", False)]


def test_a_section_nobody_needs_may_be_left_out():
    ((section, words, blocks),) = says(GOODBYE, WHOLE | {"the_ending": ""}, FINAL)
    assert (section, blocks) == ("the_ending", False)
    assert "will be left out" in words


@pytest.mark.parametrize(
    ("greeting", "blocks"),
    [
        ("Dear Trish,\n\nYou came.", True),
        ("Dear Kola,\n\nYou came.", False),
        ("dear old Kola –\nYou came.", False),
        ("Dear Kola and Jo,\nYou came.", False),
        ("You came, dear to many, tired.", False),
    ],
)
def test_another_clients_name_in_the_greeting_blocks(greeting, blocks):
    found = says(GOODBYE, WHOLE | {"why_you_came": greeting}, SHARED, called="Kola")
    assert bool(found) is blocks
    if blocks:
        assert found == [("why_you_came", "It greets “Trish”, but the client is Kola.", True)]


@pytest.mark.parametrize("left", ["[...]", "[name ...]", "____", "XXX", "TODO", "???", "[ ]"])
def test_a_place_left_to_fill_in_blocks(left):
    found = says(GOODBYE, WHOLE | {"still_hard": f"You said {left} in May."}, SHARED)
    assert [(section, blocks) for section, _, blocks in found] == [("still_hard", True)]
    assert left in found[0][1]


@pytest.mark.parametrize("fine", ["Really?", "You said “I …” and left.", "[laughs]", "Why???"[:4]])
def test_ordinary_marks_do_not_block(fine):
    assert says(GOODBYE, WHOLE | {"still_hard": fine}, FINAL) == []


def test_jargon_is_pointed_out_to_a_client_and_not_to_a_gp():
    ((section, words, blocks),) = says(GOODBYE, WHOLE | {"what_we_found": "The IPAF."}, FINAL)
    assert (section, blocks) == ("what_we_found", False)
    assert "IPAF" in words
    gp = {one.id: "In psychodynamic terms." for one in DISCHARGE.sections}
    assert says(DISCHARGE, gp, FINAL) == []


@pytest.mark.parametrize(
    ("to", "known", "words"),
    [
        (SHARED, {"session": 9, "planned": 16}, "Session 9 is early"),
        (FINAL, {"draft_was_shared": False}, "has not seen a draft"),
        (FINAL, {"replied": False}, "has not written back"),
        (FINAL, {"focus_agreed": False}, "No focus was agreed"),
    ],
)
def test_what_is_unusual_is_said_and_does_not_block(to, known, words):
    ((section, found, blocks),) = says(GOODBYE, WHOLE, to, **known)
    assert words in found
    assert (section, blocks) == ("", False)


def test_session_12_of_16_is_not_early():
    assert says(GOODBYE, WHOLE, SHARED, session=12, planned=16) == []


def test_what_blocks_stands_first():
    found = says(GOODBYE, WHOLE | {"the_ending": "", "goodbye": "TODO"}, FINAL)
    assert [blocks for *_, blocks in found] == [True, False]


def test_the_demos_final_letters_could_all_be_sent():
    names = {"full": "goodbye", "short": "short"}
    finals = 0
    for path in STORIES.glob("*.toml"):
        story = tomllib.loads(path.read_text(encoding="utf-8"))
        letter = story.get("letter", {})
        if "final" in [state["state"] for state in letter.get("states", ())]:
            written = {key: text for version in letter["versions"] for key, text in version.items()}
            kind = letter_kinds()[names[letter["kind"]]]
            found = check(kind, written, FINAL, Standing(called=story["person"]["known_as"]))
            assert not [one.says for one in found if one.blocks], path.name
            finals += 1
    assert finals >= 2
