"""Patterns of a course: ranked from confirmed codes, kept by them, taken into the focus."""

from uuid import uuid4

import pytest

from betweenus.domain.formulation.moments import quotable, speaks_for
from betweenus.domain.refusals import NotAllowed, Refusal
from betweenus.records.episodes import CandidateTaken, FocusEvidence
from betweenus.records.events import Event
from betweenus.records.formulation import FocusVersion
from betweenus.records.notes import Draft
from betweenus.services import (
    episodes,
    evidence,
    focus,
    patterns,
    people,
    portal,
    rankings,
    relationship_map,
)
from tests import episodes as told
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]
PATTERN = {"self_view": "bad_burden", "other_view": "indifferent", "affect": "shame"}


@pytest.fixture(autouse=True)
def nothing_worked_out_yet():
    rankings.forget()


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 4)


@pytest.fixture
def burden(clinic, made):
    return told.burden(clinic.rosa, made)


@pytest.fixture
def worked_out(monkeypatch):
    """How often a ranking was worked out, and with doubts or without."""
    calls = []

    def counted(placed, words, *, resample=True):
        calls.append(resample)
        return rankings_rank(placed, words, resample=False)

    rankings_rank = rankings.rank
    monkeypatch.setattr(rankings, "rank", counted)
    return calls


def read(clinic, made, **options):
    return patterns.read(by=clinic.rosa.acts, course_id=made.pk, **options)


def take(clinic, made, ids, pattern=PATTERN, **options):
    return evidence.take(
        by=clinic.rosa.acts, course_id=made.pk, pattern=pattern, episodes=set(ids), **options
    )


def rests(made):
    return {part: [one.number for one in some] for part, some in evidence.of_focus(made.pk).items()}


# -- the ranking ---------------------------------------------------------------------------


def test_what_shows_with_most_people_comes_first_with_its_moments(clinic, made, burden):
    page = read(clinic, made)
    first = page.ranking.candidates[0]
    assert first.parts["self_view"] == "bad_burden"
    assert [page.told[one].number for one in first.episodes_for] == list(range(1, 11))
    assert first.where == {"now": 4, "past": 0, "here": 1}
    assert page.names[first.strongest] in ("Mum", "Sam", "Boss", "Jo", "Rosa Lind")


def test_what_nobody_confirmed_does_not_count(clinic, made, burden):
    before = read(clinic, made).ranking
    told.told(clinic.rosa, made, "Mum", "A story nobody has coded.")
    episodes.decide(by=clinic.rosa.acts, episode_id=burden[0], slot="wish", code="")
    page = read(clinic, made)
    assert page.uncoded == 1
    assert page.ranking.counts["wish"]["be_cared_for"] == before.counts["wish"]["be_cared_for"] - 1


def test_before_six_episodes_about_three_people_there_are_only_counts(clinic, made):
    for number, person in enumerate(("Mum", "Mum", "Sam")):
        told.told(clinic.rosa, made, person, f"Story {number}.", **told.BURDEN)
    ranking = read(clinic, made).ranking
    assert ranking.too_early
    assert not ranking.candidates
    assert ranking.counts["self_view"] == {"bad_burden": 3}
    assert "3 more confirmed episodes and 1 more person" in ranking.would_help


def test_it_is_worked_out_once_for_the_same_codes_and_anew_for_others(
    clinic, made, burden, worked_out
):
    for _ in range(3):
        read(clinic, made)
    assert worked_out == [False]
    episodes.decide(by=clinic.rosa.acts, episode_id=burden[0], slot="wish", code="closeness")
    read(clinic, made)
    assert worked_out == [False, False]


@pytest.mark.slow
def test_doubts_are_worked_out_when_asked_for_and_known_from_then_on(clinic, made, burden):
    assert not read(clinic, made).doubted
    assert read(clinic, made, doubts=True).doubted
    again = read(clinic, made)
    assert again.doubted
    assert again.ranking.candidates[0].steadiness == "steady"
    # a change of one code leaves nothing old standing
    episodes.decide(by=clinic.rosa.acts, episode_id=burden[0], slot="wish", code="closeness")
    assert not read(clinic, made).doubted


def test_two_courses_with_the_same_codes_each_have_their_own_moments(clinic, made, burden):
    other = worlds.at_session(clinic.rosa, 4, "Ola Brandt")
    theirs = told.burden(clinic.rosa, other)
    mine, hers = read(clinic, made), read(clinic, other)
    assert set(mine.ranking.candidates[0].episodes_for) == {str(one) for one in burden[:10]}
    assert set(hers.ranking.candidates[0].episodes_for) == {str(one) for one in theirs[:10]}


def test_what_is_kept_holds_nobodys_name_and_no_id(clinic, made, burden):
    read(clinic, made)
    kept = repr(list(rankings._FIRST._made.items()))
    assert str(burden[0]) not in kept
    assert "Mum" not in kept
    assert "mum" not in kept


def test_reading_is_for_the_therapist_and_the_supervisor_and_leaves_an_event(clinic, made, burden):
    patterns.read(by=clinic.miriam.acts, course_id=made.pk)
    assert Event.objects.filter(act="read patterns", account_id=clinic.miriam.account.pk).exists()
    tom = people.identify(worlds.client_of(made))
    for stranger in (clinic.hugo.acts, clinic.ada.acts, tom):
        with pytest.raises(NotAllowed):
            patterns.read(by=stranger, course_id=made.pk)


# -- into the formulation ------------------------------------------------------------------


def test_an_episode_goes_to_the_parts_in_which_it_holds_the_pattern():
    assert speaks_for({"self_view": "bad_burden", "affect": "guilt"}, PATTERN) == ("self",)
    assert speaks_for({"response_of_other": "ignores"}, {"response_of_other": "ignores"}) == (
        "other",
    )
    assert speaks_for({"wish": "safety"}, {"wish": "safety"}) == ("plain",)


def test_the_clients_answer_to_a_parts_own_question_comes_first():
    answers = {"self_view": "too much", "affect_shown": "ashamed", "affect_hidden": "ashamed"}
    assert quotable("self", "She sighed.", answers) == ("too much", "She sighed.")
    assert quotable("affects", "She sighed.", answers) == ("ashamed", "She sighed.")
    assert quotable("origins", "She sighed.", answers) == ("She sighed.",)
    assert quotable("plain", "She sighed.", answers) == ("too much", "ashamed", "She sighed.")


def test_a_long_story_is_offered_sentence_by_sentence():
    story = "She said “not now. Later.” and went. " + "I waited on the stairs for an hour. " * 4
    pieces = quotable("self", story, {})
    assert pieces == (
        "She said “not now. Later.” and went.",
        "I waited on the stairs for an hour.",
    )


def test_taking_a_candidate_links_its_moments_and_writes_no_word(clinic, made, burden):
    assert take(clinic, made, burden[:3]) == 3
    assert rests(made) == {"self": [1, 2, 3], "other": [1, 2, 3], "affects": [1, 2, 3]}
    assert not Draft.objects.exists()
    assert not FocusVersion.objects.exists()


def test_which_candidate_was_taken_is_kept_as_it_stood_then(clinic, made, burden):
    for _ in range(2):
        take(clinic, made, burden[:3], place=2)
    row = CandidateTaken.objects.get()
    assert (row.place, row.moments, row.pattern) == (2, 3, PATTERN)
    assert row.vocabulary == "between-us 2026.1"
    take(clinic, made, burden[:1], place=1)
    page = evidence.read(by=clinic.rosa.acts, course_id=made.pk)
    assert (page.taken.place, page.taken.by) == (1, "Rosa Lind")
    assert "view of oneself: bad, or a burden" in page.taken.says


def test_a_draft_with_words_is_left_as_it_is(clinic, made, burden):
    focus.save_draft(
        by=clinic.rosa.acts, course_id=made.pk, parts={"self": "a nuisance"}, seen_version=0
    )
    take(clinic, made, burden[:3])
    page = focus.read(by=clinic.rosa.acts, course_id=made.pk)
    assert page.draft.content == {"self": "a nuisance"}
    assert [one.number for one in page.moments["self"]] == [1, 2, 3]


def test_taking_adds_to_what_was_chosen_or_takes_its_place(clinic, made, burden):
    take(clinic, made, burden[:2])
    take(clinic, made, burden[2:3])
    assert rests(made)["self"] == [1, 2, 3]
    take(clinic, made, burden[4:5], instead=True)
    assert rests(made)["self"] == [5]
    # let go and chosen again, it is one row that stands
    take(clinic, made, burden[:1])
    assert rests(made)["self"] == [1, 5]
    assert FocusEvidence.objects.filter(part="self", episode=burden[0]).count() == 1


def test_nothing_chosen_is_refused_and_a_strangers_episode_too(clinic, made, burden):
    other = worlds.at_session(clinic.rosa, 4, "Ola Brandt")
    hers = told.told(clinic.rosa, other, "Dad", "He left.", **told.BURDEN)
    for ids in ([], [hers], [uuid4()]):
        with pytest.raises(Refusal, match="No moment is chosen"):
            take(clinic, made, ids)
    with pytest.raises(NotAllowed):
        evidence.take(
            by=clinic.miriam.acts, course_id=made.pk, pattern=PATTERN, episodes=set(burden)
        )


def test_only_what_differs_from_the_page_is_changed(clinic, made, burden):
    take(clinic, made, burden[:2])
    seen = {("self", burden[0]), ("self", burden[1])}
    # meanwhile another window chose a third
    take(clinic, made, burden[2:3])
    evidence.change(
        by=clinic.rosa.acts,
        course_id=made.pk,
        seen=seen,
        chosen={("self", burden[0]), ("origins", burden[3]), ("nothing", burden[3])},
    )
    assert rests(made)["self"] == [1, 3]
    assert rests(made)["origins"] == [4]
    assert "nothing" not in rests(made)


def test_an_episode_that_is_let_go_is_no_evidence_any_more(clinic, made, burden):
    take(clinic, made, burden[:2])
    episodes.let_go(by=clinic.rosa.acts, episode_id=burden[0])
    assert rests(made)["self"] == [2]


def test_the_client_sees_neither_codes_nor_moments(clinic, made, burden):
    take(clinic, made, burden)
    parts = {
        "self": "a nuisance",
        "other": "busy",
        "affects": [{"name": "shame"}],
        "plain": "I wait.",
    }
    focus.write(by=clinic.rosa.acts, course_id=made.pk, parts=parts, seen_number=0)
    for state in ("said", "shared", "agreed"):
        focus.move(by=clinic.rosa.acts, course_id=made.pk, to=state)
    tom = people.identify(worlds.client_of(made))
    shown = repr(portal.my_focus(by=tom))
    assert "I wait." in shown
    assert "washing up" not in shown
    assert "bad_burden" not in shown


# -- on the map ----------------------------------------------------------------------------


def seen(clinic, made):
    page = relationship_map.read(by=clinic.rosa.acts, course_id=made.pk)
    return {one.name: page.seen[one.key] for one in page.now.people if one.key in page.seen}


def agree(clinic, made):
    parts = {
        "self": "a nuisance",
        "other": "busy",
        "affects": [{"name": "shame"}],
        "plain": "I wait.",
    }
    focus.write(by=clinic.rosa.acts, course_id=made.pk, parts=parts, seen_number=0)
    for state in ("said", "agreed"):
        focus.move(by=clinic.rosa.acts, course_id=made.pk, to=state)


def test_the_map_says_how_each_is_seen_and_once_agreed_where_the_focus_shows(clinic, made, burden):
    by_name = seen(clinic, made)
    assert by_name["Sam"].seen == (("Indifferent", 2), ("Caring", 1))
    assert by_name["Sam"].did[0] == ("Ignores", 2)
    assert by_name["Sam"].shows is None
    take(clinic, made, burden[:10], pattern=told.BURDEN)
    assert seen(clinic, made)["Sam"].shows is None
    agree(clinic, made)
    by_name = seen(clinic, made)
    assert (by_name["Sam"].shows, by_name["Sam"].against) == (2, 1)
    assert (by_name["Ann"].shows, by_name["Ann"].against) == (0, 2)


def test_an_earlier_map_is_shown_without_what_was_told_later(clinic, made, burden):
    page = relationship_map.read(by=clinic.rosa.acts, course_id=made.pk, at_session=0)
    assert not page.seen
