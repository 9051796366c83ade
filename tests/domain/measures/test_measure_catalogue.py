"""The catalogue: every measure does what its own worked examples say, and says where from."""

import pytest

from betweenus.domain import measures
from betweenus.domain.refusals import NotFound

ALL = measures.all_measures()
EXAMPLES = [(m, e) for m in ALL for e in m.examples]

# What each version of each measure says, for good. A changed file needs a new version (and a new
# line here): a score in the record must always lead back to the definition it was made by.
SAID = {
    ("core-10", "1"): "5f8c2e35daee22204226d92180ea61d5a6505bf5f0f6cef4626617855562c5d1",
    ("core-om", "1"): "4a215198a310499dd8213ab2ca99cc4c83e10ecc90053db7f3a74d9f391b2297",
    ("ecr-rs", "1"): "26022c06e2ec9299897d88b8baab3d8bd0e99d24ada8bf4836965188a7c993dc",
    ("ecr-s", "1"): "6aa96dc81014b3ee3b58b8c575c3d4b3f821f9a400e8603dce7d18410a8e0b61",
    ("gad-7", "1"): "f8a6838b2b98eb4424420909a87ba8a6dc064b8f715effa7f34647e1e91b4027",
    ("hai", "1"): "b4ee4bb5ddea26e92fef23a60e797e83e3dd9ebdb06ef2771b3858d8e61bc161",
    ("hrsd-17", "1"): "8e69535a778527438b3a2db0d65faaec54bdff13d189bd1231e79d077f3c3680",
    ("ies-r", "1"): "60d369f69d5a1aa6f1b70c8936a84558ead244a0395506563c985fe6a472007a",
    ("iip-32", "1"): "027be5de48003d06d5d895b87a2625cb429d7a6dc1f153a11c657cdba813edb6",
    ("mhc-sf", "1"): "f4d74a454e3c9a55083a40056851463702b53006c39d889f0aec557b56d6e275",
    ("mi", "1"): "bfd93e9769aeece1634b558e3ddd0da9742e21af6095284107ff9c63655441e6",
    ("oci", "1"): "3d71c9e476498001e18fef63ccfa1bef7374bcb88be5bc8abe8e7d1f2be72218",
    ("pcl-5", "1"): "a9e850399a9c8b523f511919181cb29a1c30054b9cf533bfb143ea10432ae9ca",
    ("pdss", "1"): "54de14149a283617b44ee83dc1914bb9f0eab7dda662a5a64c20ba90808cfb4e",
    ("peq-assessment", "1"): "cfb430a72990c72c3ecd42d981aa14a5ded48426c43d3f702b290938172f2778",
    ("peq-treatment", "1"): "e090a8db9170394a6518f524cbd87b84fabf2aff71951daed75404cbd8ceb675",
    ("phq-15", "1"): "aa7c8a949b6d6ff31f4f2c5b82fbd9ea1592a3ba42a213f81ddafaba263a8f4f",
    ("phq-9", "1"): "3fd448432ac2658b3d4cdb3f9810850750d493e47300a4e43fda155bbba19d55",
    ("psychlops", "1"): "53fd61085010e3e70b11a43b55ac806d10ae886b771312922e8744d44d38337b",
    ("rfq-8", "1"): "b96e64d11c82ea4c89081aa8465131eacdfcfefef78421a6992365fd2d5023f3",
    ("rq", "1"): "461f2bce73f7294ba4144c09221935f9de3234396ec272b7dac0704c3e2e4aa1",
    ("spin", "1"): "0f9328cafa972854c102c8fc0b6c18ff67148191691f6562fe33691b0f24414d",
    ("srs", "1"): "c6f8dc491b68b76f0d052379f983bb237de2ce6402e258bf4a6ab5a2e1d7accc",
    ("wai-sr", "1"): "43c22a088916362330039011828851116f758f50fab10541ed7579bab7ea3a49",
    ("wsas", "1"): "b45c6a2e6f474876359daa7dc3ee9dbbd133da9809c2b8ae4239afd2420a3afb",
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
        "subscales": {name: v for name, v in score.subscales.items() if v is not None},
        "category": score.category and score.category.label,
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
    unsaid = {"total": None, "band": None, "case": None, "subscales": {}, "category": None}
    unsaid |= {"missing": [], "declined": [], "not_applicable": []}
    got, expected = made(score), unsaid | example.expect
    expected["subscales"] = dict.fromkeys(got["subscales"]) | expected["subscales"]
    for number in ("total", "subscales"):
        assert got.pop(number) == pytest.approx(expected.pop(number))
    assert got == expected


def measure_keys(measure: measures.Measure) -> set[int]:
    """The questions that a scale turns round or recodes."""
    return {n for scale in measure.scales for n in (*scale.reversed, *scale.recoded)}


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.id)
def test_the_examples_of_a_measure_show_all_it_can_do(measure):
    expected = [example.expect for example in measure.examples]
    assert any("refused" in e for e in expected)
    assert any("total" not in e and "refused" not in e for e in expected)
    assert any(e.get("prorated") for e in expected) or not any(
        scale.missing.prorates for scale in measure.scales
    )
    assert any(e.get("risk") for e in expected) or not any(item.risk for item in measure.items)
    assert measure.has_total == any(one.total_only is not None for one in measure.examples)
    for scale in measure.scales:
        values = {
            e.get("total") if scale.id == "total" else e.get("subscales", {}).get(scale.id)
            for e in expected
        }
        assert {scale.lowest, scale.highest} <= values, scale.id
    for place in measure_keys(measure):
        assert any(
            one.answers and one.answers[place - 1] not in (None, measure.item(place).values[0])
            for one in measure.examples
        ), f"no example answers question {place}, which is counted otherwise"
    if measure.bands:
        assert {measure.bands[0].label, measure.bands[-1].label} <= {
            e.get("band") for e in expected
        }
    reached = {e["category"] for e in expected if "category" in e}
    assert reached == {category.label for category in measure.categories}


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.id)
def test_a_changed_definition_is_a_new_version(measure):
    assert SAID[measure.id, measure.version] == measure.digest


def test_measures_are_found_by_name():
    assert measures.get("phq-9").short_title == "PHQ-9"
    with pytest.raises(NotFound, match="phq-8") as refused:
        measures.get("phq-8")
    assert "gad-7" in refused.value.todo


@pytest.mark.parametrize(("name", "words"), [("phq-9", PHQ9_WORDS), ("gad-7", GAD7_WORDS)])
def test_the_questions_are_worded_as_the_instrument_words_them(name, words):
    expected = [text.strip() for text in words.split("|")]
    assert [item.text for item in measures.get(name).questions()] == expected


@pytest.mark.parametrize("name", ["phq-9", "gad-7"])
def test_the_questions_stand_under_the_two_week_sentence_with_its_four_answers(name):
    measure = measures.get(name)
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


@pytest.mark.parametrize(
    "measure",
    [m for m in ALL if m.reliable_change and m.reliable_change.workings],
    ids=lambda m: m.id,
)
def test_the_workings_give_the_figure_they_claim(measure):
    w = measure.reliable_change.workings
    assert w.z * w.sd * (2 * (1 - w.reliability)) ** 0.5 == pytest.approx(w.gives, abs=0.05)


NEVER_SHIPPED = """wsas wai-sr srs iip-32 rq ecr-s psychlops mhc-sf spin pdss oci mi hai ies-r"""


def test_what_may_not_be_shipped_is_structure_and_scoring_only():
    """As clinical reference 5.1 has the licences; of BDI-II not even that much is here."""
    local = {measure.id for measure in ALL if measure.wording_held_locally}
    assert local == set(NEVER_SHIPPED.split())
    for measure in ALL:
        if measure.wording_held_locally:
            assert [one.text for one in (*measure.items, *measure.comments) if one.text] == []
            assert all(option.text.isdigit() for i in measure.items for option in i.options)
            with pytest.raises(measures.WordingHeldLocally, match="may not be shipped"):
                measure.questions()
    with pytest.raises(NotFound):
        measures.get("bdi-ii")


def test_a_verbatim_licence_has_its_attribution():
    for name in ("core-10", "core-om"):
        licence = measures.get(name).licence
        assert licence.name == "CC BY-ND 4.0"
        assert "not to be reworded" in licence.attribution


def test_every_question_that_can_flag_risk_is_known():
    """The rules are clinical reference 4.4."""
    flags = {m.id: {i.number: i.risk.at_least for i in m.items if i.risk} for m in ALL}
    assert {name: found for name, found in flags.items() if found} == {
        "phq-9": {9: 1},
        "core-10": {6: 1},
        "core-om": dict.fromkeys((6, 9, 16, 22, 24, 34), 1),
        "hrsd-17": {3: 2},
    }
