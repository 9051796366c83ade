"""The table of thresholds: what is verified, what is not, and what is left out."""

from datetime import date

import pytest

from betweenus.domain import measures
from betweenus.domain.measures import CatalogueError
from betweenus.domain.outcomes import Pair, anxiety_pair
from betweenus.domain.outcomes.thresholds import FILE, load_thresholds, shipped
from betweenus.domain.refusals import NotFound

TABLE = shipped()


def test_only_phq_9_and_gad_7_are_verified():
    verified = [
        row.measure
        for row in TABLE.rows
        if row.caseness and row.caseness.source.verified and row.reliable_change.source.verified
    ]
    assert verified == ["phq-9", "gad-7"]
    for row in TABLE.rows:
        if row.measure not in verified:
            figures = [f for f in (row.caseness, row.reliable_change) if f]
            assert not any(figure.source.verified for figure in figures), row.measure
            assert len(row.marks) == len(figures)


@pytest.mark.parametrize(
    ("measure", "caseness", "change"),
    [
        ("phq-9", 10, 6),
        ("gad-7", 8, 4),
        ("spin", 19, 10),
        ("mi", 2.3, 0.73),
        ("pdss", 8, 5),
        ("oci", 40, 32),
        ("ies-r", 33, 9),
        ("pcl-5", 32, 10),
        ("hai", 18, 4),
        ("biq", None, None),
        ("cfq", 19, None),
        ("ibs-sss", 75, None),
        ("phq-15", 10, None),
        ("pswq", 45, None),
        ("phobia-scales", 4, None),
        ("wsas", None, None),
    ],
)
def test_the_figures_are_those_of_the_reference(measure, caseness, change):
    row = TABLE.of(measure)
    assert (row.caseness and row.caseness.value) == caseness
    assert (row.reliable_change and row.reliable_change.value) == change


IN_BOTH = [m for m in measures.all_measures() if m.id in {row.measure for row in TABLE.rows}]


@pytest.mark.parametrize("measure", IN_BOTH, ids=lambda m: m.id)
def test_a_measure_and_the_table_do_not_contradict_each_other(measure):
    row = TABLE.of(measure.id)
    scale = measure.scale("total")
    assert (row.lowest, row.highest) == (scale.lowest, scale.highest)
    assert row.items == len(scale.items)
    if row.caseness and measure.caseness:
        assert row.caseness.value == measure.caseness.at_least
        assert row.caseness.above == measure.caseness.above
        assert row.caseness.source.verified == measure.caseness.source.verified
    if row.reliable_change and measure.reliable_change:
        assert row.reliable_change.value == measure.reliable_change.amount
        assert row.reliable_change.source.verified == measure.reliable_change.source.verified


def test_the_measures_of_the_outcome_are_in_the_catalogue_and_the_table():
    assert {"phq-9", "gad-7", "spin", "mi", "pdss", "oci", "pcl-5", "ies-r", "hai"} <= {
        measure.id for measure in IN_BOTH
    }


def test_the_problem_chooses_the_anxiety_measure_by_name_or_code():
    chosen = {
        problem: TABLE.anxiety_measure_for(problem).measure
        for problem in ("social phobia", "F40.0", "F41.0", "F42", "F43.1", "F45.2", "F41.2")
    }
    assert chosen == {
        "social phobia": "spin",
        "F40.0": "mi",
        "F41.0": "pdss",
        "F42": "oci",
        "F43.1": "pcl-5",  # not IES-R, which it replaced
        "F45.2": "hai",
        "F41.2": "gad-7",
    }


@pytest.mark.parametrize("problem", ["depression", "K58", "83482000", "phobia", "unheard of", None])
def test_gad_7_stands_in_where_there_is_no_other_or_its_figures_are_not_known(problem):
    assert TABLE.anxiety_measure_for(problem).measure == "gad-7"


def test_the_specific_measure_makes_the_outcome_only_when_it_is_paired():
    gad7 = Pair(12, 6)
    assert anxiety_pair("panic", Pair(14, 3), gad7) == ("pdss", Pair(14, 3))
    assert anxiety_pair("panic", Pair(14, None), gad7) == ("gad-7", gad7)
    assert anxiety_pair("depression", Pair(None, None), gad7) == ("gad-7", gad7)


def test_the_table_has_a_version_and_a_date_and_every_row_a_source():
    assert TABLE.version == "1"
    assert isinstance(TABLE.dated, date)
    assert all(row.source for row in TABLE.rows)


def test_an_unknown_measure_has_no_thresholds():
    with pytest.raises(NotFound, match="no thresholds for 'bdi'"):
        TABLE.of("bdi")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("dated = 2", 'dated = "then" #', "dated: must be a date"),
        ("range = [0, 27]", "range = [27, 0]", "rows[1].range: must be the lowest and the"),
        ("range = [0, 27]", "range = [0, 9, 27]", "rows[1].range: must be the lowest and the"),
        ("range = [0, 27]", "range = [0, 0]", "rows[1].range: must be the lowest and the"),
        ('codes = ["F41.2"]', 'codes = [" "]', "rows[2].codes: must be a list of texts"),
        ('codes = ["F41.2"]', "codes = [41]", "rows[2].codes: must be a list of texts"),
        ("dated = 2026-11-24", "dated = 2026-11-24T10:00:00", "dated: must be a date"),
        ('measure = "gad-7"', 'measure = "phq-9"', "rows: must hold each measure only once"),
        ('plays = "anxiety"', 'plays = "fear"', "rows[2].plays: must be one of"),
        ("at_least = 8,", "", "rows[2].caseness.at_least: is missing"),
        ("at_least = 8, source", "at_least = 8, sauce", "rows[2].caseness.source: is missing"),
    ],
)
def test_a_wrong_table_is_refused_by_file_and_field(tmp_path, old, new, field):
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "thresholds.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_thresholds(path)
    assert str(refused.value).startswith("thresholds.toml: line ")
    assert f": {field}" in str(refused.value)
