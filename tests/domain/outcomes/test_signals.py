"""What deserves a look, by phase."""

from dataclasses import replace

from betweenus.domain import measures
from betweenus.domain.outcomes import History, SignalKind, signals
from betweenus.domain.outcomes.signals import ENDING, TOO_EARLY

PHQ9 = measures.get("phq-9")
GAD7 = measures.get("gad-7")
ON_COURSE = History(PHQ9, (18, 16, 14))


def kinds(found) -> list[tuple[str, str | None]]:
    return [(signal.kind.value, signal.measure) for signal in found]


def test_a_course_that_goes_well_raises_nothing():
    assert signals([ON_COURSE], session=3) == ()
    assert signals([], session=1) == ()
    assert signals([History(PHQ9, (18,)), History(GAD7, ())], session=1) == ()


def test_a_rise_short_of_the_reliable_change_raises_nothing_in_the_middle():
    assert signals([History(PHQ9, (12, 17))], session=8) == ()


def test_deterioration_since_the_first_score_says_why():
    (signal, *_) = signals([History(PHQ9, (12, 18))], session=7)[1:]
    assert signal.kind is SignalKind.WORSE_THAN_FIRST
    assert signal.reason == (
        "PHQ-9 went from 12 to 18. Up 6 since the first score: more than measurement error alone"
        " (6 or more). Reliable deterioration since the start."
    )


def test_deterioration_since_the_best_score_is_told_apart_from_the_first():
    found = signals([History(PHQ9, (20, 8, 15))], session=9)
    assert kinds(found) == [("worse than best", "phq-9")]
    assert "went from 8 to 15" in found[0].reason
    assert found[0].reason.endswith("Reliable deterioration since the best score.")


def test_first_and_best_being_the_same_score_are_not_said_twice():
    found = signals([History(PHQ9, (10, 12, 17))], session=9)
    assert kinds(found) == [("not on track", None), ("worse than first", "phq-9")]


def test_before_session_6_the_phq_9_alone_never_says_not_on_track():
    for session in range(6):
        found = signals([History(PHQ9, (5, 27)), History(GAD7, (9, 9))], session=session)
        assert kinds(found) == [("worse than first", "phq-9")]
        assert found[0].reason.endswith(TOO_EARLY)
        assert "not on track" not in found[0].reason.lower()


def test_from_session_6_on_it_may():
    found = signals([History(PHQ9, (5, 27))], session=6)
    assert kinds(found)[0] == ("not on track", None)
    assert found[0].reason == (
        "Not on track at session 6: PHQ-9 is reliably worse than at the start."
    )
    assert TOO_EARLY not in found[1].reason


def test_before_session_6_two_questionnaires_together_may():
    found = signals([History(PHQ9, (5, 12)), History(GAD7, (5, 12))], session=3)
    assert kinds(found)[0] == ("not on track", None)
    assert "PHQ-9 and GAD-7 are reliably worse" in found[0].reason


def test_a_small_rise_in_the_ending_phase_is_shown_with_what_is_known_of_it():
    found = signals([History(PHQ9, (20, 9, 6, 9))], session=14, ending=True)
    assert kinds(found) == [("ending rise", "phq-9")]
    assert found[0].reason == (
        "PHQ-9 went from 6 to 9. Up 3 since the best score: within measurement error (less than"
        f" 6). {ENDING}"
    )


def test_the_ending_phase_explains_a_deterioration_and_does_not_hide_it():
    found = signals([History(PHQ9, (12, 6, 19))], session=15, ending=True)
    assert kinds(found) == [
        ("not on track", None),
        ("worse than first", "phq-9"),
        ("worse than best", "phq-9"),
    ]
    assert all(signal.reason.endswith(ENDING) for signal in found[1:])


def test_a_fall_in_the_ending_phase_raises_nothing():
    assert signals([History(PHQ9, (20, 9, 8))], session=15, ending=True) == ()


def test_without_a_figure_there_is_no_verdict_and_no_word_reliable():
    unknown = replace(PHQ9, reliable_change=None)
    assert signals([History(unknown, (3, 27))], session=10) == ()
    found = signals([History(unknown, (20, 3, 6))], session=14, ending=True)
    assert kinds(found) == [("ending rise", "phq-9")]
    assert "reliab" not in found[0].reason.lower()
