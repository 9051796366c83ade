"""Whose voice is whose in a transcript, when a moment was, and what was made of a passage."""

import pytest

from betweenus.domain.telling.beneath import shown_and_beneath
from betweenus.domain.telling.deciding import PassageDecision, PassageState, decided, standing
from betweenus.domain.telling.placing import happened, long_ago
from betweenus.domain.telling.speakers import chosen, told_apart, voices

TOM = {"client": ("Tom Abara", "Tom"), "therapist": "Rosa Lind"}


@pytest.mark.parametrize(
    ("speakers", "found"),
    [
        (("Tom", "Rosa"), {"Tom": True, "Rosa": False}),
        (("TOM ABARA", "Dr Lind"), {"TOM ABARA": True, "Dr Lind": False}),
        (("Client", "Therapist"), {"Client": True, "Therapist": False}),
        (("T", "C"), {"T": False, "C": True}),
        (("Speaker 1", "Rosa"), {"Speaker 1": True, "Rosa": False}),
        (("Tom", "Speaker 2"), {"Tom": True, "Speaker 2": False}),
        (("Speaker 1", "Speaker 2"), {"Speaker 1": None, "Speaker 2": None}),
        (("Tom", "Rosa", "Ama"), {"Tom": True, "Rosa": False, "Ama": None}),
        (("",), {"": None}),
    ],
)
def test_voices_are_told_apart_by_the_names_beside_them(speakers, found):
    assert voices(speakers, **TOM) == found


def test_two_people_of_one_name_are_not_guessed():
    found = voices(("Sam", "Sam L"), client=("Sam Abara",), therapist="Sam Lind")
    assert not found["Sam"]
    assert not told_apart({"Sam": None, "Sam L": False})


def test_somebody_can_say_which_voice_it_is():
    found = chosen(("Speaker 1", "Speaker 2"), "Speaker 2")
    assert found == {"Speaker 1": False, "Speaker 2": True}
    assert told_apart(found)


@pytest.mark.parametrize(
    ("text", "phrase", "past"),
    [
        ("He rang last week and I hung up.", "last week", False),
        ("On Saturday she came round.", "On Saturday", False),
        ("Two weeks ago he left the room.", "Two weeks ago", False),
        ("When I was nine he left the room.", "When I was nine", True),
        ("Dad did that when I was a kid too.", "when I was a kid", True),
        ("It was ten years ago, at her house.", "ten years ago", True),
        ("When I was cooking she came in.", "", False),
        ("He never listens.", "", False),
    ],
)
def test_the_words_say_when_it_was(text, phrase, past):
    assert happened(text) == phrase
    assert long_ago(text) is past


def _made(first, last, state="dismissed"):
    return PassageDecision(first, last, PassageState(state))


def test_the_newest_decision_on_a_passage_stands():
    made = [_made(4, 6), _made(1, 2, "confirmed"), _made(4, 6, "edited")]
    assert standing(made) == (_made(1, 2, "confirmed"), _made(4, 6, "edited"))


def test_a_dismissal_taken_back_leaves_nothing_decided():
    assert standing([_made(4, 6), _made(4, 6, "reopened")]) == ()


def test_the_same_story_cut_a_little_differently_is_not_asked_twice():
    done = [_made(4, 7)]
    assert decided(4, 7, done)
    assert decided(5, 8, done)
    assert decided(6, 9, done)
    assert not decided(7, 10, done)
    assert not decided(8, 9, done)


@pytest.mark.parametrize(
    ("text", "shown", "beneath"),
    [
        ("Angry, and underneath sad.", "Angry,", "and underneath sad."),
        ("I smiled but inside I was furious.", "I smiled", "but inside I was furious."),
        ("Ashamed.", "Ashamed.", ""),
        ("Deep down I was lonely.", "", "Deep down I was lonely."),
        ("We stayed inside, and I was bored.", "We stayed inside, and I was bored.", ""),
    ],
)
def test_what_lay_beneath_is_only_what_the_words_place_there(text, shown, beneath):
    assert shown_and_beneath(text) == (shown, beneath)
