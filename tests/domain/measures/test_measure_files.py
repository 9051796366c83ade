"""A measure is a file: a wrong one is refused by file and field, so nothing wrong is scored."""

import pytest

from betweenus.domain.measures import AnswerRefused, CatalogueError, WordingHeldLocally
from betweenus.domain.measures.loading import load_measure

SOUND = """
id = "small"
version = "3"
title = "A small questionnaire"
short_title = "SMALL"
about = "nothing"
completed_by = "client"
better = "higher"
source = "invented for these tests"

[licence]
name = "Ours"
wording = "here"
source = "ours"
verified = true

[recall]
period = "the last week"
days = 7
stem = "How was it?"
source = "ours"
verified = true

[[answer_sets]]
id = "how much"
options = [
  { value = 1, text = "Little" },
  { value = 2, text = "Some" },
  { value = 5, text = "A lot" },
]

[[items]]
number = 1
id = "one"
text = "The first"

[[items]]
number = 2
id = "two"
text = "The second"
risk = { from = 2, source = "ours", verified = false }

[[items]]
number = 3
id = "three"
text = "The third"

[[scales]]
id = "total"
title = "Total"
items = [1, 2, 3]
reversed = [3]
rule = "mean"
source = "ours"
verified = true
range = [1, 5]
missing = { rule = "none", source = "ours", verified = true }

[[scales]]
id = "half"
title = "First half"
items = [1, 2]
reversed = []
rule = "sum"
source = "ours"
verified = true
range = [2, 10]
missing = { rule = "prorate", up_to = 1, source = "ours", verified = true }

[bands]
scale = "total"
list = [
  { from = 1, label = "Low", source = "ours", verified = true },
  { from = 3, label = "High", source = "ours", verified = true },
]

[[examples]]
name = "all little"
answers = [1, 1, 5]
expect = { total = 1 }
"""


def loaded(folder, *changes):
    text = SOUND
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    path = folder / "small.toml"
    path.write_text(text, encoding="utf-8")
    return load_measure(path)


def test_a_new_measure_needs_no_code(tmp_path):
    measure = loaded(tmp_path)
    score = measure.score([1, 2, 5])
    assert score.total == pytest.approx(4 / 3)  # the third, 5, is turned round to 1
    assert score.subscales == {"half": 3}
    assert score.band.label == "Low"
    assert score.case is None  # no cut-off is stored
    assert measure.reliable_change is None


def test_each_scale_keeps_its_own_missing_rule(tmp_path):
    score = loaded(tmp_path).score([5, None, 1])
    assert score.total is None
    assert score.reason == (
        "No SMALL total: 1 of its 3 questions was not answered (2), and none may be."
    )
    assert score.subscales == {"half": 10.0}
    assert score.prorated
    assert [(scale.complete, scale.prorated) for scale in score.scales] == [
        (False, False),
        (False, True),
    ]
    assert [scale.complete for scale in loaded(tmp_path).score([1, 1, 1]).scales] == [True, True]


def test_a_refusal_lists_answers_that_do_not_follow_each_other(tmp_path):
    with pytest.raises(AnswerRefused, match="3 is not one of the answers 1, 2 and 5"):
        loaded(tmp_path).score([3, 1, 1])


def test_the_total_of_a_mean_may_be_a_fraction(tmp_path):
    assert loaded(tmp_path).from_total(2.5).total == 2.5
    with pytest.raises(AnswerRefused, match="nan is outside 1"):
        loaded(tmp_path).from_total(float("nan"))


def test_a_measure_may_have_no_total_at_all(tmp_path):
    bands = SOUND[SOUND.index("[bands]") : SOUND.index("[[examples]]")]
    measure = loaded(tmp_path, ('id = "total"', 'id = "whole"'), (bands, ""))
    score = measure.score([1, 1, 1])
    assert score.total is None
    assert score.reason is None
    assert score.subscales == {"whole": pytest.approx(7 / 3), "half": 2}
    with pytest.raises(AnswerRefused, match="it has none"):
        measure.from_total(3)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('version = "3"\n', "", "version: is missing"),
        ('version = "3"', "version = 3", "version: must be text"),
        ('version = "3"', 'version = " "', "version: must be text and not blank"),
        ('about = "nothing"', 'about = "nothing"\nabuot = 1', "abuot: is not a field known here"),
        ('id = "small"', 'id = "large"', "id: is 'large'"),
        ('completed_by = "client"', 'completed_by = "robot"', "completed_by: must be one of"),
        ("verified = true", 'verified = "yes"', "licence.verified: must be true or false"),
        ("from = 3, label", 'from = "3", label', "bands.list[2].from: must be a number"),
        ("from = 3, label", "from = true, label", "bands.list[2].from: must be a number"),
        ("reversed = []", "reversed = [true]", "scales[2].reversed: must be a list of whole"),
        ("reversed = []", "reversed = [1.0]", "scales[2].reversed: must be a list of whole"),
        ("days = 7", "days = 7.5", "recall.days: must be a whole number"),
        ('stem = "How was it?"\n', "", "recall.stem: is missing"),
        ("value = 2, text", "value = 1, text", "answer_sets[1].options: must rise"),
        ("number = 2", "number = 4", "items: must be numbered 1, 2, 3"),
        ('id = "two"', 'id = "one"', "items: must name each only once, but 'one' comes twice"),
        ('text = "The first"\n', "", "items[1].text: is missing"),
        ('id = "one"', 'id = "one"\nanswers = "other"', "items[1].answers: must be one of how"),
        ("from = 2, source", "from = 4, source", "items[2].risk.from: must be one of the item's"),
        ("items = [1, 2, 3]", "items = [1, 2, 4]", "scales[1].items: must list scored items"),
        ("items = [1, 2, 3]", "items = [1, 2, 2]", "scales[1].items: must name each only once"),
        ("reversed = []", "reversed = [3]", "scales[2].reversed: must list only items of this"),
        ('rule = "mean"', 'rule = "meen"', "scales[1].rule: must be one of mean, mean x 10, sum"),
        ("range = [1, 5]", "range = [0, 5]", "scales[1].range: must be [1.0, 5.0]"),
        ("up_to = 1", "up_to = 2", "scales[2].missing.up_to: must leave at least one"),
        ('rule = "none"', 'rule = "guess"', "scales[1].missing.rule: must be one of leave out"),
        ('id = "half"', 'id = "total"', "scales: must name each only once"),
        ('id = "half"', 'id = "risk"', "scales[2].id: may not be 'risk'"),
        ("from = 1, label", "from = 2, label", "bands.list: must rise from 1"),
        ("from = 3, label", "from = 1, label", "bands.list: must rise from 1"),
        ("from = 3, label", "from = 6, label", "bands.list: must end within the range"),
        ('scale = "total"', 'scale = "half"', "bands.scale: must be the scale called total"),
        ("from = 3, label = \"High\", source = \"ours\"", "from = 3, label = \"High\"",
         "bands.list[2].source: is missing"),
        ("expect = { total = 1 }", "expect = { totl = 1 }", "examples[1].expect: cannot say"),
        ("expect = { total = 1 }", "expect = {}", "examples[1].expect: says nothing"),
        ('title = "A small', 'title = A small', "small.toml: line 4: is not valid TOML"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_by_file_and_field(tmp_path, old, new, field):
    with pytest.raises(CatalogueError) as refused:
        loaded(tmp_path, (old, new))
    assert field in str(refused.value)
    assert str(refused.value).startswith("small.toml: ")


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ('version = "3"', 'version = " "', 'version = " "'),
        ('version = "3"\n', "", None),  # nowhere: the first line is as good as any
        ("days = 7", 'days = "7"', 'days = "7"'),
        ('text = "The second"', "text = 2", "text = 2"),
        ('rule = "none"', 'rule = "guess"', "missing = { rule"),
        ("value = 2, text", "value = 1, text", "options = ["),
        ("from = 3, label", "from = true, label", "list = ["),
    ],
)
def test_a_wrong_file_is_refused_by_its_line(tmp_path, old, new, at):
    with pytest.raises(CatalogueError) as refused:
        loaded(tmp_path, (old, new))
    text = SOUND.replace(old, new, 1)
    expected = text[: text.index(at)].count("\n") + 1 if at else 1
    assert f"small.toml: line {expected}: " in str(refused.value)


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ('[caseness]\nat_least = 9\nsource = "x"\nverified = true\n', "caseness.at_least"),
        ('[caseness]\nat_least = 3\nsource = "x"\n', "caseness.verified: is missing"),
        (
            '[reliable_change]\namount = 0\nsource = "x"\nverified = true\n',
            "reliable_change.amount: must be more than 0",
        ),
    ],
)
def test_a_figure_must_fit_and_say_its_source_and_mark(tmp_path, figures, field):
    with pytest.raises(CatalogueError) as refused:
        loaded(tmp_path, ("[[examples]]", f"{figures}\n[[examples]]"))
    assert field in str(refused.value)


@pytest.mark.parametrize("edge", [1, 5])
def test_a_cut_off_may_lie_at_either_end_of_the_range(tmp_path, edge):
    figures = f'[caseness]\nat_least = {edge}\nsource = "x"\nverified = true\n\n'
    assert loaded(tmp_path, ("[[examples]]", f"{figures}[[examples]]")).caseness.at_least == edge


def test_a_cut_off_may_be_reached_only_beyond_it(tmp_path):
    figures = '[caseness]\nabove = 3\nsource = "x"\nverified = true\n\n'
    measure = loaded(tmp_path, ("[[examples]]", f"{figures}[[examples]]"))
    assert measure.score([2, 2, 1]).case is False  # 3, the third being turned round
    assert measure.score([5, 2, 1]).case is True
    assert str(measure.caseness) == "above 3"
    both = figures.replace("above = 3", "above = 3\nat_least = 3")
    with pytest.raises(CatalogueError, match=r"caseness\.at_least: is not a field known"):
        loaded(tmp_path, ("[[examples]]", f"{both}[[examples]]"))


def test_a_scale_may_be_reversed_throughout_and_a_band_may_be_the_last_point_alone(tmp_path):
    measure = loaded(
        tmp_path, ("reversed = [3]", "reversed = [1, 2, 3]"), ("from = 3, label", "from = 5, label")
    )
    assert measure.score([1, 1, 1]).band.label == "High"


def test_wording_held_locally_is_neither_shipped_nor_shown_but_is_scored(tmp_path):
    locally = [
        ('wording = "here"', 'wording = "locally"'),
        ('stem = "How was it?"\n', ""),
        ('text = "The first"\n', ""),
        ('text = "The second"\n', ""),
        ('text = "The third"\n', ""),
    ]
    measure = loaded(tmp_path, *locally)
    assert measure.wording_held_locally
    assert measure.score([1, 1, 5]).total == 1
    with pytest.raises(WordingHeldLocally, match="may not be shipped") as refused:
        measure.questions()
    assert "licence holder" in refused.value.todo
    with pytest.raises(CatalogueError, match=r"items\[1\].text: may not be here"):
        loaded(tmp_path, *locally[:2])


def test_the_digest_is_of_what_a_file_says_not_of_how_it_is_laid_out(tmp_path):
    sound = loaded(tmp_path).digest
    assert loaded(tmp_path, ('id = "small"', '# a remark\nid   =   "small"')).digest == sound
    assert loaded(tmp_path, ("answers = [1, 1, 5]", "answers = [1, 1, 1]")).digest == sound
    assert loaded(tmp_path, ("from = 3, label", "from = 4, label")).digest != sound
    assert loaded(tmp_path, ('text = "The third"', 'text = "The Third"')).digest != sound
