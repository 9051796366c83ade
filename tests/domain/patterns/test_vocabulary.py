"""The vocabulary: ours is sound, a service can add to it, and a slip is named by line and field."""

import subprocess
import sys

import pytest

from betweenus.domain import patterns
from betweenus.domain.course.problems import ProtocolError

OURS = patterns.vocabulary()
ADDED = """\
version = "north.1"
source = "Agreed in our team"

[[codes]]
part = "affect"
id = "disgust"
name = "Disgust"
means = "Finding something revolting."
phrases = ["it made me sick"]
near = ["anger"]
"""


def problems(text: str) -> list[str]:
    with pytest.raises(ProtocolError) as refused:
        patterns.add_codes(OURS, text, "ours.toml")
    return [str(problem) for problem in refused.value.problems]


def test_an_episode_has_six_parts_each_with_eight_codes_or_more():
    assert list(OURS.by_part) == [
        "wish",
        "response_of_other",
        "self_view",
        "other_view",
        "affect",
        "defence",
    ]
    assert all(len(codes) >= 8 for codes in OURS.by_part.values())
    assert all(len(code.phrases) >= 4 for code in OURS.codes)


def test_nothing_in_it_claims_to_be_checked_against_a_published_scheme():
    assert OURS.source.mark == "unverified"
    assert {scheme.source.mark for scheme in OURS.schemes} == {"unverified"}


def test_a_code_reads_as_part_of_a_sentence_about_somebody():
    words = patterns.vocabulary()
    said = {(code.part, code.id): code.said for code in words.codes}
    assert said["defence", "self_attack"] == "turned on themselves"
    assert said["wish", "autonomy"] == "to be their own person"
    assert said["affect", "anger"] == "anger", "its name, where nothing else is said"
    oneself = [one for one in said.values() if {"oneself", "one's", "me"} & set(one.split())]
    assert not oneself, "nobody is called one, or me, in a sentence about somebody"


def test_agency_and_communion_follow_from_the_octant():
    controls = OURS.code("response_of_other", "controls").octant
    assert (controls.agency, controls.communion) == (1.0, 0.0)
    withdrew = OURS.code("defence", "withdraw").octant
    assert (withdrew.agency, withdrew.communion) == (-0.707, -0.707)


def test_the_codes_easily_taken_for_one_another_stand_beside_each_other():
    for part, codes in OURS.by_part.items():
        ids = list(codes)
        for code in codes.values():
            places = [abs(ids.index(near) - ids.index(code.id)) for near in code.near]
            assert not places or min(places) == 1, (part, code.id)


def test_a_service_adds_codes_behind_ours():
    more = patterns.add_codes(OURS, ADDED)
    assert list(more.by_part["affect"])[-1] == "disgust"
    assert more.code("affect", "disgust").source.words == "Agreed in our team"
    assert more.version == f"{OURS.version}+north.1"
    assert "disgust" not in OURS.by_part["affect"]


def test_everything_wrong_is_told_at_once_by_line_and_field():
    wrong = ADDED.replace('"affect"', '"afect"').replace("means =", "meens =")
    assert problems(wrong) == [
        'Line 4, codes.means: is missing; write means = "..." with some words.',
        "Line 5, codes.part: 'afect' is not among the parts of an episode; did you mean 'affect'?",
        "Line 8, codes.meens: is not a field of this section; did you mean 'means'?",
    ]


def test_a_code_of_ours_cannot_be_given_twice():
    assert problems(ADDED.replace('"disgust"', '"anger"'))[0].startswith(
        "Line 6, codes.id: 'anger' is used twice in affect"
    )


def test_near_must_name_a_code_of_the_same_part():
    said = problems(ADDED.replace('near = ["anger"]', 'near = ["closeness"]'))
    assert said[0].startswith("Line 10, codes.near: 'closeness' is not known here")


@pytest.mark.slow
def test_who_only_codes_never_loads_numpy():
    code = "import sys; from betweenus.domain import patterns; patterns.vocabulary()"
    check = f"{code}; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
