"""Mentalising language: counted by families, from 750 words up, never added up to a score."""

import pytest

from betweenus.domain.mentalising import FEWEST_WORDS, count, markers


def counted(*turns):
    return count(turns, markers())


def test_each_family_is_counted_where_it_is_spoken():
    spoken = counted(
        "I felt ashamed. I wonder if he was hurt.",
        "He must have felt left out, I can see why. I thought he wanted to go.",
        "She always does it on purpose, obviously.",
    )
    assert spoken.counts == {
        "feeling": 4,
        "thought": 2,
        "perspective": 2,
        "wondering": 1,
        "certain": 3,
    }


def test_words_are_whole_and_apostrophes_alike():
    assert counted("I’m not sure.").counts["wondering"] == 1
    assert counted("Unhurt, the hurts of a feeler.").counts["feeling"] == 0


def test_the_order_of_turns_does_not_matter():
    turns = ("I felt sad.", "I wonder why.", "He never rings.")
    assert counted(*turns) == counted(*reversed(turns))


def test_nothing_is_said_below_750_words():
    short = counted("I felt sad. " * ((FEWEST_WORDS - 1) // 3))
    assert not short.enough
    with pytest.raises(AssertionError):
        short.per_thousand("feeling")
    full = counted("I felt sad. " * (FEWEST_WORDS // 3))
    assert full.enough
    assert full.per_thousand("feeling") == pytest.approx(2000 / 3)


def test_there_is_no_total_and_the_list_says_nobody_checked_it():
    assert not hasattr(counted("I felt sad."), "total")
    assert not markers().source.verified
    assert len({family.id for family in markers().families}) == len(markers().families) == 5
