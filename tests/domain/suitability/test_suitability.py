"""Suitability: what the answers come to, and that every reason is said."""

import pytest

from betweenus.domain.suitability import Leaning, assessment, summarise

FITS = {
    "link": "yes",
    "reflection": "yes",
    "openness": "yes",
    "motivation": "yes",
    "substances": "no",
    "complexity": "no",
    "risk": "no",
    "elsewhere": "no",
}


def test_all_answers_for_it_fit():
    summary = summarise(FITS)
    assert summary.leaning is Leaning.FITS
    assert summary.why == "Every answer speaks for DIT."


@pytest.mark.parametrize(
    ("changed", "leaning"),
    [
        ({"substances": "yes"}, Leaning.NOT_NOW),
        ({"risk": "yes"}, Leaning.NOT_NOW),
        ({"link": "no"}, Leaning.DISCUSS),
        ({"link": "no", "elsewhere": "yes"}, Leaning.NOT_NOW),
        ({"reflection": "partly"}, Leaning.DISCUSS),
        ({"reflection": "no"}, Leaning.DISCUSS),
        ({"motivation": "unknown"}, Leaning.DISCUSS),
    ],
)
def test_doubtful_answers_lean_away(changed, leaning):
    assert summarise(FITS | changed).leaning is leaning


def test_the_reasons_name_the_answers():
    why = summarise(FITS | {"substances": "yes", "reflection": "partly"}).why
    assert why == (
        "Speaks against DIT now: drugs or alcohol as the main problem. "
        "Still open: capacity to reflect."
    )


def test_nothing_answered_is_all_open_and_not_a_refusal():
    summary = summarise({})
    assert summary.leaning is Leaning.DISCUSS
    assert len(summary.open) == len(assessment().criteria)


def test_every_criterion_has_a_good_answer_and_a_source_when_marked_found():
    for criterion in assessment().criteria:
        assert criterion.supports
        assert not criterion.supports & criterion.opposes
        assert criterion.source or criterion.mark != "found"


def test_the_six_relationship_difficulties_are_there():
    assert len(assessment().relationship_difficulties) == 6
