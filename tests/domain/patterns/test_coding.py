"""Coding: which codes a slot takes, what a choice makes of it, and what the ranking counts."""

import pytest

from betweenus.domain.patterns import vocabulary
from betweenus.domain.patterns.coding import (
    SLOT_WORDS,
    SLOTS,
    CodeState,
    check_code,
    counted,
    decided,
)
from betweenus.domain.refusals import Refusal

WORDS = vocabulary()


def test_every_part_has_a_slot_and_every_slot_its_words():
    assert set(SLOTS.values()) == {part.id for part in WORDS.parts}
    assert set(SLOT_WORDS) == set(SLOTS)


@pytest.mark.parametrize(
    ("code", "offered", "state"),
    [
        ("anger", (), CodeState.CONFIRMED),
        ("anger", ("shame", "anger"), CodeState.CONFIRMED),
        ("anger", ("shame",), CodeState.EDITED),
        ("", ("shame",), CodeState.DISMISSED),
        ("", (), CodeState.DISMISSED),
    ],
)
def test_what_a_choice_makes_of_a_slot(code, offered, state):
    assert decided(code, offered) == state


def test_a_slot_takes_the_codes_of_its_part_only():
    assert check_code("affect_hidden", "hurt", WORDS).name == "Hurt"
    for slot, code in (("wish", "hurt"), ("affect", "hurt"), ("defence", "")):
        with pytest.raises(Refusal):
            check_code(slot, code, WORDS)


def test_the_feeling_that_showed_counts_before_the_one_beneath():
    both = {"affect_hidden": "hurt", "affect_shown": "anger", "wish": ""}
    assert counted(both) == {"affect": "anger"}
    assert counted({"affect_hidden": "hurt", "affect_shown": ""}) == {"affect": "hurt"}
