"""The outcome rules against a slow reference written from the definitions, one course at a time.

The reference shares nothing with the code: no table, no class. It shows agreement, not truth; the
examples in ``tests/spec/test_nhs_outcomes.py`` are what was read in the definitions.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from betweenus.domain.outcomes import Pair, outcome, tally
from betweenus.domain.outcomes.rates import rates

phq = st.none() | st.integers(0, 27)
gad = st.none() | st.integers(0, 21)


def reference(phq_first, phq_last, gad_first, gad_last) -> dict[str, bool | None]:
    everything = [phq_first, phq_last, gad_first, gad_last]
    answer = dict.fromkeys(("case", "recovered", "better", "worse", "same", "reliably"))
    if (phq_first is not None and phq_first > 9) or (gad_first is not None and gad_first > 7):
        answer["case"] = True
    elif phq_first is not None and gad_first is not None:
        answer["case"] = False
    complete = all(score is not None for score in everything)
    if complete:
        changes = {"up": False, "down": False}
        if phq_last >= phq_first + 6 or gad_last >= gad_first + 4:
            changes["up"] = True
        if phq_last <= phq_first - 6 or gad_last <= gad_first - 4:
            changes["down"] = True
        answer["better"] = changes == {"up": False, "down": True}
        answer["worse"] = changes == {"up": True, "down": False}
        answer["same"] = changes["up"] == changes["down"]
    if answer["case"]:
        answer["recovered"] = complete and phq_last < 10 and gad_last < 8
        answer["reliably"] = answer["recovered"] and answer["better"]
    return answer


@settings(max_examples=1000)
@given(phq, phq, gad, gad)
def test_a_plain_reference_agrees(phq_first, phq_last, gad_first, gad_last):
    made = outcome(Pair(phq_first, phq_last), Pair(gad_first, gad_last))
    assert {
        "case": made.caseness,
        "recovered": made.recovery,
        "better": made.reliable_improvement,
        "worse": made.reliable_deterioration,
        "same": made.no_reliable_change,
        "reliably": made.reliable_recovery,
    } == reference(phq_first, phq_last, gad_first, gad_last)


@given(phq, phq, gad, gad)
def test_every_paired_course_is_in_one_group_and_no_other_in_any(a, b, c, d):
    made = outcome(Pair(a, b), Pair(c, d))
    groups = [made.reliable_improvement, made.reliable_deterioration, made.no_reliable_change]
    assert groups.count(True) == (1 if made.paired else 0)
    assert made.paired or groups == [None, None, None]


@given(phq, phq, gad, gad)
def test_turning_a_course_round_turns_better_into_worse(a, b, c, d):
    there, back = outcome(Pair(a, b), Pair(c, d)), outcome(Pair(b, a), Pair(d, c))
    assert there.reliable_improvement == back.reliable_deterioration
    assert there.no_reliable_change == back.no_reliable_change


@given(st.lists(st.tuples(phq, phq, gad, gad), max_size=30))
def test_rates_are_shares_and_the_groups_make_the_whole(rows):
    counts = tally(outcome(Pair(a, b), Pair(c, d)) for a, b, c, d in rows)
    parts = counts.improved + counts.deteriorated + counts.no_change + counts.unpaired
    assert parts == counts.finished == len(rows)
    assert counts.reliably_recovered <= counts.recovered <= counts.could_recover
    made = rates(counts)
    if made.recovery is not None:
        assert 0 <= made.reliable_recovery <= made.recovery <= 1
