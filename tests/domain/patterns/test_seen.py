"""How a person is seen: the most frequent codes of their episodes, in a sentence."""

from betweenus.domain.patterns import Episode, vocabulary
from betweenus.domain.patterns.seen import how_seen, in_words

WORDS = vocabulary()


def told(person, **parts):
    return Episode(id="1", person=person, session="1", parts=parts)


def test_the_most_frequent_codes_are_said_with_how_often_of_how_many():
    found = how_seen(
        [
            told("mum", other_view="indifferent", response_of_other="helps"),
            told("mum", other_view="critical", response_of_other="ignores"),
            told("mum", other_view="indifferent", response_of_other="ignores"),
            told("mum", wish="safety"),
        ],
        WORDS,
    )
    assert found["mum"].episodes == 4
    assert found["mum"].codes["other_view"] == {"indifferent": 2, "critical": 1}
    assert in_words(found["mum"], WORDS) == (
        "Seen as indifferent (2 of 3), critical (1); ignores (2 of 3), helps (1)."
    )


def test_a_tie_stands_in_the_vocabularys_order_whatever_the_order_told():
    some = [told("jo", other_view=code) for code in ("caring", "critical", "hostile")]
    for episodes in (some, some[::-1]):
        assert in_words(how_seen(episodes, WORDS)["jo"], WORDS) == (
            "Seen as critical (1 of 3), hostile (1)."
        )


def test_nothing_is_said_where_neither_part_is_coded():
    assert in_words(how_seen([told("jo", wish="safety")], WORDS)["jo"], WORDS) == ""
