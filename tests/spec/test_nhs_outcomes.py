"""The NHS Talking Therapies outcome of a course

Each course has a first and a last score of two questionnaires: PHQ-9 for depression, and one for
anxiety, usually GAD-7. Four figures decide everything:

    measure  a case at   a reliable change
    PHQ-9    10 or more  6 or more
    GAD-7     8 or more  4 or more

The tables below give scores as first->last, with "." for no valid score, and the answers as "yes",
"no", or "-" where the question does not apply or cannot be answered.
"""

import pytest

from betweenus.domain.outcomes import Counts, Pair, ScoreRefused, outcome, rates, share, tally
from betweenus.domain.refusals import Refusal

COLUMNS = {
    "case": "caseness",
    "recovered": "recovery",
    "improved": "reliable_improvement",
    "deteriorated": "reliable_deterioration",
    "no change": "no_reliable_change",
    "reliably recovered": "reliable_recovery",
    "paired": "paired",
}
WORDS = {True: "yes", False: "no", None: "-"}


def courses(table: str) -> None:
    """Work out every course in the table and compare it with what the table says."""
    head, *rows = [line.split("|") for line in table.strip().splitlines()]
    names = [name.strip() for name in head]
    assert rows
    for cells in rows:
        row = dict(zip(names, (cell.strip() for cell in cells), strict=True))
        made = outcome(pair(row.pop("PHQ-9")), pair(row.pop("GAD-7")))
        assert {name: WORDS[getattr(made, COLUMNS[name])] for name in row} == row, cells


def pair(text: str) -> Pair:
    first, last = (None if end == "." else float(end) for end in text.split("->"))
    return Pair(first, last)


def percent(fraction: float) -> float:
    return round(100 * fraction, 1)


# -- caseness ---------------------------------------------------------------------------------


def test_a_case_is_at_or_above_the_cut_off_of_either_questionnaire_at_the_start():
    courses("""
        PHQ-9   | GAD-7  | case
        10->0   | 0->0   | yes
         9->0   | 8->0   | yes
         9->27  | 7->21  | no
    """)


def test_nine_on_the_phq_9_is_not_a_case():
    """One trust's page says that 9 is. Against the national definition it is wrong."""
    courses("""
        PHQ-9   | GAD-7  | case
         9->9   | 7->7   | no
        10->9   | 7->7   | yes
         9->9   | 8->7   | yes
    """)


def test_one_first_score_is_enough_for_a_case_and_not_enough_for_no_case():
    courses("""
        PHQ-9   | GAD-7  | case
        12->9   | .->.   | yes
         9->9   | .->.   | -
        .->.    | 8->2   | yes
        .->.    | .->.   | -
    """)


# -- the eight boundary cases -----------------------------------------------------------------


def test_recovered_and_reliably_so():
    """Both end below the cut-off, and both fell by at least the reliable change."""
    courses("""
        PHQ-9  | GAD-7 | case | recovered | improved | deteriorated | no change | reliably recovered
        15->9  | 12->7 | yes  | yes       | yes      | no           | no        | yes
    """)


def test_recovered_by_one_point_is_recovery_but_not_a_reliable_one():
    courses("""
        PHQ-9  | GAD-7 | case | recovered | improved | deteriorated | no change | reliably recovered
        10->9  | 7->7  | yes  | yes       | no       | no           | yes       | no
    """)


def test_one_questionnaire_still_at_the_cut_off_is_not_recovered():
    """GAD-7 ends at 8, which is a case."""
    courses("""
        PHQ-9  | GAD-7 | case | recovered | improved | deteriorated | no change | reliably recovered
        15->9  | 12->8 | yes  | no        | yes      | no           | no        | no
    """)


def test_who_was_no_case_cannot_recover_but_can_improve():
    courses("""
        PHQ-9  | GAD-7 | case | recovered | improved | deteriorated | no change | reliably recovered
        9->3   | 7->7  | no   | -         | yes      | no           | no        | -
    """)


def test_one_up_and_one_down_is_no_reliable_change():
    """PHQ-9 fell by 6 and GAD-7 rose by 4. That this is "no change" is our reading."""
    courses("""
        PHQ-9  | GAD-7 | case | recovered | improved | deteriorated | no change | reliably recovered
        14->8  | 6->10 | yes  | no        | no       | no           | yes       | no
    """)
    assert outcome(Pair(14, 8), Pair(6, 10)).mixed
    assert not outcome(Pair(14, 9), Pair(6, 10)).mixed
    assert not outcome(Pair(14, 8), Pair(6, None)).mixed


def test_a_rise_of_the_reliable_change_is_deterioration():
    courses("""
        PHQ-9  | GAD-7 | case | recovered | improved | deteriorated | no change | reliably recovered
        12->18 | 9->9  | yes  | no        | no       | yes          | no        | no
    """)


def test_two_rises_that_each_fall_short_are_not_deterioration():
    """PHQ-9 rose by 5 (not 6) and GAD-7 by 3 (not 4)."""
    courses("""
        PHQ-9  | GAD-7 | case | recovered | improved | deteriorated | no change | reliably recovered
        12->17 | 9->12 | yes  | no        | no       | no           | yes       | no
    """)


def test_a_case_without_a_last_score_has_not_recovered_and_its_change_is_not_known():
    """Such a course stays below the line of the recovery rate."""
    courses("""
        PHQ-9  | GAD-7 | case | recovered | improved | deteriorated | no change | reliably recovered
        12->.  | 9->5  | yes  | no        | -        | -            | -         | no
    """)
    counts = tally([outcome(Pair(12, None), Pair(9, 5)), outcome(Pair(15, 9), Pair(12, 7))])
    assert rates(counts).recovery == 1 / 2


# -- what follows from the rules --------------------------------------------------------------


def test_either_questionnaire_can_carry_an_improvement_or_a_deterioration():
    courses("""
        PHQ-9  | GAD-7  | improved | deteriorated | no change
        20->14 | 15->15 | yes      | no           | no
        20->15 | 15->11 | yes      | no           | no
        20->15 | 15->12 | no       | no           | yes
        20->14 | 15->18 | yes      | no           | no
        20->14 | 15->19 | no       | no           | yes
        20->25 | 15->19 | no       | yes          | no
        20->26 | 15->12 | no       | yes          | no
        20->26 | 15->11 | no       | no           | yes
    """)


def test_a_course_is_paired_when_both_questionnaires_have_a_first_and_a_last_score():
    courses("""
        PHQ-9   | GAD-7  | paired
        12->9   | 9->5   | yes
        12->.   | 9->5   | no
        12->9   | .->5   | no
        .->.    | 9->5   | no
    """)


def test_whether_somebody_recovered_is_not_said_when_it_is_not_known_whether_they_were_a_case():
    """Our reading. They still stay below the line: only those known to be no case leave it."""
    courses("""
        PHQ-9   | GAD-7  | case | recovered | reliably recovered
        9->5    | .->3   | -    | -         | -
    """)
    counts = tally([outcome(Pair(9, 5), Pair(None, 3)), outcome(Pair(15, 9), Pair(12, 7))])
    assert rates(counts).recovery == 1 / 2


def test_a_course_of_no_case_leaves_the_recovery_rate_and_stays_in_the_others():
    counts = tally([outcome(Pair(9, 3), Pair(7, 7)), outcome(Pair(15, 9), Pair(12, 7))])
    assert counts.could_recover == 1
    assert rates(counts).recovery == 1
    assert rates(counts).reliable_improvement == 1
    assert counts.finished == 2


def test_each_course_is_counted_under_what_it_came_to():
    better, worse, same = Pair(15, 9), Pair(9, 15), Pair(9, 9)
    unknown, calm = Pair(12, None), Pair(5, 5)
    counts = tally(outcome(phq9, calm) for phq9 in (better, better, worse, same, unknown))
    assert (counts.improved, counts.deteriorated, counts.no_change, counts.unpaired) == (2, 1, 1, 1)
    assert (counts.recovered, counts.reliably_recovered, counts.not_case) == (2, 2, 2)


def test_another_anxiety_questionnaire_brings_its_own_figures_and_their_marks():
    """PDSS: a case at 8, a reliable change of 5, both believed but not yet read in a source."""
    made = outcome(Pair(4, 4), Pair(8, 3), anxiety_measure="pdss")
    assert made.caseness
    assert made.reliable_recovery
    assert made.notes == (
        "PDSS, self-report caseness (8) is unverified",
        "PDSS, self-report reliable change (5) is unverified",
    )
    assert outcome(Pair(4, 4), Pair(8, 3)).notes == ()


def test_a_cut_off_can_lie_above_a_figure_instead_of_at_it():
    """Mobility Inventory: a case is above a mean of 2.3."""
    at, above = (
        outcome(Pair(4, 4), Pair(start, 1), anxiety_measure="mi").caseness for start in (2.3, 2.31)
    )
    assert (at, above) == (False, True)


def test_no_outcome_is_made_with_a_questionnaire_whose_figures_are_not_known():
    for unknown in ("biq", "phq-15", "wsas"):
        with pytest.raises(Refusal, match="No NHS outcome can be made"):
            outcome(Pair(4, 4), Pair(8, 3), anxiety_measure=unknown)


def test_a_score_that_cannot_be_is_refused_rather_than_counted():
    with pytest.raises(ScoreRefused, match="GAD-7, last score: 22 is outside 0 to 21"):
        outcome(Pair(15, 9), Pair(12, 22))
    with pytest.raises(ScoreRefused, match="PHQ-9, first score: nan is not a number"):
        outcome(Pair(float("nan"), 9), Pair(12, 2))
    for not_a_number in (True, "12"):
        with pytest.raises(ScoreRefused, match=r"PHQ-9, last score: .* is not a number"):
            outcome(Pair(12, not_a_number), Pair(12, 2))


# -- the country, 2024-25 ---------------------------------------------------------------------

ENGLAND_2024_25 = Counts(
    finished=670_419,
    not_case=35_234,
    recovered=321_061,
    reliably_recovered=301_815,
    improved=452_284,
    deteriorated=39_157,
    no_change=170_457,
)


def test_the_published_rates_of_england_follow_from_its_published_counts():
    """NHS England's annual tables for 2024-25."""
    published = rates(ENGLAND_2024_25)
    assert percent(published.recovery) == 50.5
    assert percent(published.reliable_recovery) == 47.5
    assert percent(published.reliable_improvement) == 67.5
    assert percent(published.reliable_deterioration) == 5.8
    assert percent(published.no_reliable_change) == 25.4


def test_what_is_neither_better_nor_worse_nor_unchanged_is_unpaired():
    assert ENGLAND_2024_25.unpaired == 8_521
    assert percent(rates(ENGLAND_2024_25).unpaired) == 1.3


def test_those_whose_caseness_is_unknown_stay_below_the_line_of_recovery():
    at_case, unknown = 634_248, 937
    assert ENGLAND_2024_25.could_recover == at_case + unknown


def test_the_published_waits_follow_from_their_counts_too():
    assert percent(share(614_104, ENGLAND_2024_25.finished)) == 91.6
    assert percent(share(158_586, ENGLAND_2024_25.finished)) == 23.7
    assert ENGLAND_2024_25.finished == 268_954 + 145_392 + 97_487 + 158_586


def test_there_is_no_rate_of_nobody():
    nobody = rates(tally([]))
    assert nobody.recovery is None
    assert nobody.reliable_improvement is None
