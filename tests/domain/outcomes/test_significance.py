"""Clinically significant change is said by a line whose norms are stored, and else not at all."""

import pytest

from betweenus.domain import measures
from betweenus.domain.measures.figures import Source
from betweenus.domain.measures.tables import CatalogueError
from betweenus.domain.outcomes.significance import NormGroup, Norms, crossed, lines_of, load_norms

CORE = measures.get("core-10")
READ = Source("a paper", verified=True)


def test_the_three_lines_follow_from_two_groups():
    """a = 20 - 2 x 4, b = 5 + 2 x 2, c = (2 x 20 + 4 x 5) / 6."""
    norms = Norms("made-up", NormGroup(5, 2, 100, READ), NormGroup(20, 4, 100, READ), None)
    assert [(line.name, line.value) for line in norms.lines()] == [("a", 12), ("b", 9), ("c", 10)]


def test_where_higher_is_better_the_lines_lie_the_other_way():
    norms = Norms("made-up", NormGroup(20, 2, 100, READ), NormGroup(5, 4, 100, READ), None)
    lines = norms.lines(lower_is_better=False)
    assert [(line.name, line.value) for line in lines] == [("a", 13), ("b", 16), ("c", 15)]


def test_of_core_10_only_the_lines_that_were_read_are_said():
    assert [line.words for line in lines_of(CORE)] == [
        "b: 14.3 (two standard deviations from the mean of people in general)",
        "c: 10.5 (the middle between people in treatment and people in general, unverified)",
    ]


@pytest.mark.parametrize(
    ("totals", "significant", "words"),
    [
        ((20, 9), True, "Clinically significant"),
        ((20, 11), False, "the line is not crossed"),
        ((14, 10), False, "by no reliable change"),
        ((9, 2), False, "Began on the better side"),
    ],
)
def test_it_takes_a_reliable_change_that_crosses_the_line(totals, significant, words):
    found = crossed(CORE, totals)
    assert found.significant is significant
    assert words in found.sentence


def test_without_norms_or_two_scores_nothing_is_said():
    assert crossed(measures.get("phq-9"), (20, 3)) is None
    assert crossed(CORE, (20,)) is None
    assert lines_of(measures.get("ecr-rs")) == ()


GROUP = '{{ mean = {}, sd = 4, people = 90, source = "a paper", verified = true }}'


def test_a_file_may_hold_one_group_or_both(tmp_path):
    file = tmp_path / "norms.toml"
    both = f'measure = "b"\ngeneral = {GROUP.format(5)}\nin_treatment = {GROUP.format(20)}'
    one = f'measure = "a"\nin_treatment = {GROUP.format(20)}'
    file.write_text(f'version = "1"\n[[norms]]\n{both}\n[[norms]]\n{one}\n')
    found = {norms.measure: [line.name for line in norms.lines()] for norms in load_norms(file)}
    assert found == {"b": ["a", "b", "c"], "a": ["a"]}


def test_norms_without_a_source_are_refused_by_file_and_field(tmp_path):
    file = tmp_path / "norms.toml"
    lacking = GROUP.format(5).replace('source = "a paper", ', "")
    file.write_text(f'version = "1"\n[[norms]]\nmeasure = "a"\ngeneral = {lacking}\n')
    with pytest.raises(CatalogueError, match="source"):
        load_norms(file)
