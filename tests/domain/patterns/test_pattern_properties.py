"""What must be true of any ranking, over episodes nobody thought of."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betweenus.domain import patterns
from betweenus.domain.patterns import Episode
from betweenus.domain.patterns.doubt import evidence_at
from betweenus.domain.patterns.evidence import weigh
from betweenus.domain.patterns.finding import find
from betweenus.domain.patterns.told import as_told
from tests.domain.patterns.tellings import ASHAMED, LEFT, OTHERS, RESCUING, WORDS, parts, told

PEOPLE = ("Mum", "Boss", "Sam", "Jo")
CODES = {part: list(codes)[:3] for part, codes in WORDS.by_part.items()}


@st.composite
def tellings(draw):
    """Eight to fourteen episodes with four people, in few codes, so that much recurs by chance."""
    made = []
    for number in range(draw(st.integers(8, 14))):
        codes = {part: draw(st.sampled_from([*some, *some, None])) for part, some in CODES.items()}
        given_codes = {part: code for part, code in codes.items() if code} or {"wish": "be_valued"}
        person = PEOPLE[number] if number < len(PEOPLE) else draw(st.sampled_from(PEOPLE))
        made.append(Episode(str(number), person, "1", given_codes))
    return made


def content(ranking) -> list:
    """What a ranking says, whoever is called what and in whatever order."""
    return [
        (
            dict(one.parts),
            set(one.episodes_for),
            set(one.episodes_against),
            one.people,
            one.stability,
            one.chance,
            one.survives_without_strongest_person,
        )
        for one in ranking.candidates
    ]


@settings(max_examples=25, deadline=None)
@given(tellings(), st.randoms(use_true_random=False))
def test_the_order_of_episodes_and_the_names_of_people_do_not_matter(episodes, random):
    ranking = patterns.rank(episodes, WORDS, resample=False)
    names = dict(zip(PEOPLE, random.sample(["Ann", "Bo", "Cy", "Di"], 4), strict=True))
    changed = [replace(one, person=names[one.person]) for one in episodes]
    random.shuffle(changed)
    again = patterns.rank(changed, WORDS, resample=False)
    assert content(again) == content(ranking)
    assert again.counts == ranking.counts


@pytest.mark.slow
@settings(max_examples=3, deadline=None)
@given(tellings(), st.randoms(use_true_random=False))
def test_nor_do_they_tip_what_is_drawn_by_lot(episodes, random):
    ranking = patterns.rank(episodes, WORDS)
    changed = [replace(one, person=f"{one.person} {one.person}") for one in episodes]
    random.shuffle(changed)
    assert content(patterns.rank(changed, WORDS)) == content(ranking)


@settings(max_examples=25, deadline=None)
@given(tellings())
def test_an_episode_is_for_or_against_a_candidate_or_neither(episodes):
    ranking = patterns.rank(episodes, WORDS, resample=False)
    ids = [episode.id for episode in episodes]
    for one in ranking.candidates:
        assert not set(one.episodes_for) & set(one.episodes_against)
        for some in (one.episodes_for, one.episodes_against):
            assert list(some) == [each for each in ids if each in some]


def evidence_for(codes: str, *rows: tuple[str, str]) -> float:
    """The evidence for one pattern in some episodes."""
    telling = as_told(told(*rows), WORDS)
    wanted = as_told(told(("Anybody", codes)), WORDS).codes[0]
    return evidence_at(weigh(telling), wanted)


BACKGROUND = tuple(zip(("Mum", "Boss", "Sam", "Jo", "Ed", "Flo"), OTHERS, strict=True))


@settings(max_examples=12, deadline=None)
@given(st.sampled_from([ASHAMED, LEFT, RESCUING]), st.integers(2, 6))
def test_more_of_the_same_person_says_far_less_than_as_much_of_another(codes, more):
    begun = [*BACKGROUND, ("Mum", codes), ("Mum", codes), ("Boss", codes)]
    before = evidence_for(codes, *begun)
    same = evidence_for(codes, *begun, *[("Mum", codes)] * more) - before
    another = evidence_for(codes, *begun, *[("Uncle", codes)] * more) - before
    assert another > 0
    assert same < another / 2


@pytest.mark.parametrize("codes", [ASHAMED, LEFT, RESCUING])
def test_certainty_grows_with_agreeing_evidence(codes):
    people = ("Mum", "Boss", "Sam", "Jo", "Ed", "Flo")
    shared, spread = [], []
    for agreeing in range(2, 7):
        rows = [*BACKGROUND, *[(person, codes) for person in people[:agreeing]]]
        telling = as_told(told(*rows), WORDS)
        weighed = weigh(telling)
        shared.append(weighed.shared)
        spread.append(find(telling, weighed)[0].spread)
    assert shared == sorted(shared)
    assert spread == sorted(spread)
    assert shared[-1] > shared[0] + 5


@pytest.mark.slow
def test_with_it_stability_and_confidence_rise():
    people = ("Mum", "Boss", "Sam", "Jo", "Ed", "Flo")

    def first(agreeing: int):
        rows = [*BACKGROUND, *[(person, ASHAMED) for person in people[:agreeing]]]
        return patterns.rank(told(*rows), WORDS).candidates[0]

    few, many = first(2), first(6)
    assert many.stability > few.stability
    assert many.chance <= few.chance
    assert many.confidence > few.confidence
    assert many.steadiness == "steady"
    assert many.parts == parts(ASHAMED)
