"""The catalogue: every measure does what its own worked examples say, and says where from."""

import pytest

from betweenus.domain import measures
from betweenus.domain.refusals import NotFound

ALL = measures.all_measures()
EXAMPLES = [(m, e) for m in ALL for e in m.examples]

# What each version of each measure says, for good. A changed file needs a new version (and a new
# line here): a score in the record must always lead back to the definition it was made by.
SAID = {
    ("gad-7", "1"): "08058938fbe447f6a3d55f690bda39e6569ecfb87dd19fd82e9279bb0f830c33",
    ("phq-9", "1"): "0270b5c0f80bbc2ba5ca08465bccd27a0d02dc2434e5eabee1dfc86f8f17e7be",
}

PHQ9_WORDS = """
Little interest or pleasure in doing things | Feeling down, depressed, or hopeless | Trouble \
falling or staying asleep, or sleeping too much | Feeling tired or having little energy | Poor \
appetite or overeating | Feeling bad about yourself - or that you are a failure or have let \
yourself or your family down | Trouble concentrating on things, such as reading the newspaper or \
watching television | Moving or speaking so slowly that other people could have noticed? Or the \
opposite - being so fidgety or restless that you have been moving around a lot more than usual | \
Thoughts that you would be better off dead or of hurting yourself in some way | If you checked \
off any problems, how difficult have these problems made it for you to do your work, take care of \
things at home, or get along with other people?
"""

GAD7_WORDS = """
Feeling nervous, anxious or on edge | Not being able to stop or control worrying | Worrying too \
much about different things | Trouble relaxing | Being so restless that it is hard to sit still | \
Becoming easily annoyed or irritable | Feeling afraid as if something awful might happen
"""


def made(score: measures.Score) -> dict[str, object]:
    """A score in the words the examples are written in."""
    return {
        "total": score.total,
        "band": score.band and score.band.label,
        "case": score.case,
        "complete": score.complete,
        "prorated": score.prorated,
        "missing": list(score.missing),
        "declined": list(score.declined),
        "not_applicable": list(score.not_applicable),
        "risk": [item.number for item in score.risk_flags],
        "subscales": score.subscales,
    }


@pytest.mark.parametrize(
    ("measure", "example"), EXAMPLES, ids=[f"{m.id}: {e.name}" for m, e in EXAMPLES]
)
def test_a_worked_example_comes_out_as_its_file_says(measure, example):
    if "refused" in example.expect:
        with pytest.raises(measures.AnswerRefused) as refused:
            measure.score(example.answers)
        assert refused.value.item == example.expect["refused"]
        return
    if example.answers is None:
        score = measure.from_total(example.total_only)
    else:
        score = measure.score(example.answers)
    unsaid = {"total": None, "band": None, "case": None, "subscales": {}}
    unsaid |= {"missing": [], "declined": [], "not_applicable": []}
    got, expected = made(score), unsaid | example.expect
    assert got.pop("total") == pytest.approx(expected.pop("total"))
    assert got == expected


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.id)
def test_every_measure_shows_proration_refusal_of_an_answer_no_score_and_total_only(measure):
    expected = [example.expect for example in measure.examples]
    assert any(e.get("prorated") for e in expected)
    assert any("refused" in e for e in expected)
    assert any("total" not in e and "refused" not in e for e in expected)
    assert any(example.total_only is not None for example in measure.examples)


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.id)
def test_a_changed_definition_is_a_new_version(measure):
    assert SAID[measure.id, measure.version] == measure.digest


def test_measures_are_found_by_name():
    assert measures.get("phq-9").short_title == "PHQ-9"
    with pytest.raises(NotFound, match="phq-8") as refused:
        measures.get("phq-8")
    assert "gad-7, phq-9" in refused.value.todo


@pytest.mark.parametrize(("name", "words"), [("phq-9", PHQ9_WORDS), ("gad-7", GAD7_WORDS)])
def test_the_questions_are_worded_as_the_instrument_words_them(name, words):
    expected = [text.strip() for text in words.split("|")]
    assert [item.text for item in measures.get(name).questions()] == expected


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.id)
def test_the_questions_stand_under_the_two_week_sentence_with_its_four_answers(measure):
    assert measure.recall.stem == (
        "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
    )
    answers = ["Not at all", "Several days", "More than half the days", "Nearly every day"]
    for item in measure.scored_items:
        assert [option.text for option in item.options] == answers
        assert item.values == (0, 1, 2, 3)


def test_the_difficulty_answers_keep_their_codes_which_are_not_in_numeric_order():
    options = measures.get("phq-9").item(10).options
    assert [(o.value, o.text, o.loinc) for o in options] == [
        (0, "Not difficult at all", "LA6572-7"),
        (1, "Somewhat difficult", "LA6573-5"),
        (2, "Very difficult", "LA6575-0"),
        (3, "Extremely difficult", "LA6574-3"),
    ]


def test_figures_that_nobody_has_read_in_a_source_are_marked():
    phq9, gad7 = measures.get("phq-9"), measures.get("gad-7")
    for measure, case, change in ((phq9, 10, 6), (gad7, 8, 4)):
        assert (measure.caseness.at_least, measure.caseness.source.mark) == (case, "")
        assert (measure.reliable_change.amount, measure.reliable_change.source.mark) == (change, "")
        assert measure.scale("total").missing.source.mark == "unverified"
    assert phq9.loinc.total.source.mark == "unverified"
    assert gad7.loinc.total.source.mark == ""
    assert gad7.loinc.panel.source.mark == "unverified"


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.id)
def test_the_workings_give_the_figure_they_claim(measure):
    w = measure.reliable_change.workings
    assert w.z * w.sd * (2 * (1 - w.reliability)) ** 0.5 == pytest.approx(w.gives, abs=0.05)
