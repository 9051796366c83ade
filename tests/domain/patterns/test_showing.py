"""Where a pattern shows: person by person and part by part, counted on a handful of episodes."""

from betweenus.domain.patterns import Episode, saying, vocabulary
from betweenus.domain.patterns.showing import Shown, by_person

PATTERN = {"wish": "closeness", "self_view": "unlovable"}


def told(number: int, person: str, where: str = "now", **parts: str) -> Episode:
    return Episode(str(number), person, "1", parts, where=where)


EPISODES = (
    told(1, "mum", wish="closeness", self_view="unlovable"),
    told(2, "mum", "past", wish="safety", self_view="unlovable"),
    told(3, "sam", wish="closeness"),
    told(4, "ann", "here", wish="have_say", self_view="worthy", affect="anger"),
)


def lines():
    return by_person(PATTERN, EPISODES, shows={"1", "2"}, against={"4"})


def test_a_line_for_each_person_those_it_shows_with_most_first():
    assert [line.person for line in lines()] == ["mum", "sam", "ann"]
    mum, sam, ann = lines()
    assert (mum.shows, mum.against, mum.episodes) == (2, 0, 2)
    assert (sam.shows, sam.against, sam.episodes) == (0, 0, 1)
    assert (ann.shows, ann.against, ann.episodes) == (0, 1, 1)


def test_a_relationship_may_be_now_and_in_the_past():
    assert [line.rounds for line in lines()] == [("now", "past"), ("now",), ("here",)]


def test_a_part_says_how_many_hold_the_code_of_those_coded():
    mum, sam, ann = lines()
    assert mum.parts == {"wish": Shown(1, 2), "self_view": Shown(2, 2)}
    assert sam.parts == {"wish": Shown(1, 1), "self_view": Shown(0, 0)}
    assert ann.parts == {"wish": Shown(0, 1), "self_view": Shown(0, 1)}


def test_no_percentage_is_said_that_no_simulation_can_promise():
    assert "90 % of first candidates" in saying.confident(0.9)
    assert "nearly all first candidates" in saying.confident(1.0)
    assert "nobody has tested this on real ones" in saying.confident(1.0)


def test_a_pattern_is_said_in_words_that_read_as_a_sentence():
    said = saying.pattern({"defence": "self_attack"}, vocabulary())
    assert said.startswith("what was done with it: turned on themselves; left open: wish")
