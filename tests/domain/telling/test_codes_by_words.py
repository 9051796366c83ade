"""Codes from words alone: what is offered, what it rests on, and when it says it is unsure."""

from betweenus.domain.patterns import add_codes, vocabulary
from betweenus.domain.telling import by_words

WORDS = vocabulary()


def codes(slot, text, words=WORDS):
    return by_words.codes({slot: text}, words).get(slot)


def first(slot, text):
    return codes(slot, text).offered[0]


def test_a_plain_phrase_leads_to_its_code_with_the_words_it_rests_on():
    shame = first("affect_hidden", "I wanted the ground to swallow me up, I was so embarrassed")
    assert shame.code == "shame"
    assert shame.words == "ground to swallow"


def test_each_slot_is_asked_for_its_own_codes():
    found = by_words.codes({"affect_shown": "I was furious", "defence": "I was furious"}, WORDS)
    assert found["affect_shown"].offered[0].code == "anger"
    assert all(one.code in WORDS.by_part["defence"] for one in found["defence"].offered)


def test_at_most_three_are_offered_likeliest_first():
    offered = codes("affect_shown", "angry, hurt, sad, lonely and ashamed").offered
    assert len(offered) == 3
    assert [one.probability for one in offered] == sorted(
        (one.probability for one in offered), reverse=True
    )


def test_words_that_say_nothing_offer_nothing_and_are_unsure():
    said = codes("wish", "qwerty")
    assert said.offered == ()
    assert said.unsure


def test_an_empty_slot_and_one_unknown_are_left_out():
    assert by_words.codes({"wish": "  ", "weather": "rain"}, WORDS) == {}


def test_a_code_a_service_added_is_offered_by_its_phrases():
    ours = add_codes(
        WORDS,
        """
        version = "1"
        source = "our service"
        verified = false
        [[codes]]
        part = "defence"
        id = "gamble"
        name = "Gambled"
        means = "Placed bets."
        phrases = ["I went to the bookies and placed a bet"]
        """,
    )
    assert codes("defence", "straight down the bookies", ours).offered[0].code == "gamble"


def test_of_a_defence_only_what_was_done_is_offered():
    """No code names a defence mechanism: the therapist does."""
    named = " ".join(code.name.lower() for code in WORDS.by_part["defence"].values())
    for mechanism in ("projection", "denial", "splitting", "repression", "displacement"):
        assert mechanism not in named
