"""Episodes: written down once, coded by decisions that stay; what nobody confirmed never counts."""

from dataclasses import dataclass

import pytest
from django.test import override_settings

from betweenus.domain.patterns.coding import SLOTS, CodeState
from betweenus.domain.refusals import Conflict, NotAllowed, NotFound, Refusal
from betweenus.records.episodes import CodeDecision, Episode, EpisodeVersion
from betweenus.records.events import Event
from betweenus.services import clock, diary, episodes, people, relationship_map, vocabulary
from betweenus.services.episode_coding import Choice, ChosenElsewhere
from tests import worlds

pytestmark = pytest.mark.django_db

PEOPLE = [
    {"name": "Mum", "relation": "mother", "closeness": 4},
    {"name": "Grandad", "closeness": 2, "when": "past"},
]
STORY = "I rang to say I had the job. She said “well, don’t get your hopes up”."


@dataclass(frozen=True)
class Saying:
    """One suggestion as a model makes it."""

    code: str
    probability: float = 0.61234
    words: tuple[str, ...] = ("get your hopes up",)


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


@pytest.fixture
def course(clinic):
    made = worlds.at_session(clinic.rosa, 4)
    relationship_map.save(by=clinic.rosa.acts, course_id=made.pk, people=PEOPLE, seen_number=0)
    return made


def wrote(clinic, course, **changes):
    said = {"who": "mum", "story": STORY} | changes
    return episodes.write(by=clinic.rosa.acts, course_id=course.pk, **said)


def told(course, number=0):
    return episodes.of_course(course.pk)[number]


def decide(clinic, episode, slot, code, *suggested):
    episodes.decide(
        by=clinic.rosa.acts,
        episode_id=episode,
        slot=slot,
        code=code,
        suggested=[Saying(one) for one in suggested],
        suggested_by="word list 2026.1" if suggested else "",
    )


# -- writing


def test_an_episode_says_who_when_where_and_in_which_session(clinic, course):
    third = course.appointments.order_by("starts_at")[2]
    wrote(clinic, course, happened=" last Sunday ", appointment_id=third.pk)
    one = told(course)
    assert (one.who, one.who_name, one.where, one.happened) == ("mum", "Mum", "now", "last Sunday")
    assert (one.story, one.session_number, one.told_on) == (STORY, 3, third.starts_at.date())
    assert one.first_words(4) == "I rang to say…"
    assert one.undecided == tuple(SLOTS)


def test_where_follows_from_the_person_unless_it_is_said(clinic, course):
    wrote(clinic, course, who="grandad")
    wrote(clinic, course, who="mum", where="past", story="When I was nine she left the room.")
    wrote(clinic, course, who="therapist", story="I thought you were bored.")
    assert [one.where for one in episodes.of_course(course.pk)] == ["past", "past", "here"]
    with pytest.raises(Refusal, match="between the client and you"):
        wrote(clinic, course, where="here")


def test_the_therapist_is_one_person_on_the_map_or_not(clinic, course):
    wrote(clinic, course, who="therapist", story="I thought you were bored.")
    assert told(course).who_name == "Rosa Lind"
    rows = [*PEOPLE, {"name": "Rosa", "when": "therapist"}]
    relationship_map.save(by=clinic.rosa.acts, course_id=course.pk, people=rows, seen_number=1)
    wrote(clinic, course, who="rosa", story="You were late and I said it was fine.")
    assert {(one.who, one.who_name) for one in episodes.of_course(course.pk)} == {("rosa", "Rosa")}


def test_somebody_new_is_put_on_the_map_once(clinic, course):
    for story in ("He laughed at me.", "He laughed again."):
        wrote(clinic, course, who="", new_person=" Callum ", story=story)
    page = episodes.read(by=clinic.rosa.acts, course_id=course.pk)
    assert [person.name for person in page.people] == ["Mum", "Grandad", "Callum", "Rosa Lind"]
    assert {one.who for one in page.told} == {"callum"}


def test_somebody_taken_off_the_map_keeps_name_and_key(clinic, course):
    wrote(clinic, course)
    relationship_map.save(
        by=clinic.rosa.acts, course_id=course.pk, people=PEOPLE[1:], seen_number=1
    )
    assert told(course).who_name == "Mum"
    wrote(clinic, course, who="", new_person="mum", story="She rang back.")
    assert {one.who for one in episodes.of_course(course.pk)} == {"mum"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"story": "  "}, "story"),
        ({"who": ""}, "who"),
        ({"who": "nobody"}, "who"),
        ({"who": "", "new_person": "x" * 25}, "new_person"),
        ({"who": "mum", "new_person": "Jo"}, "new_person"),
        ({"where": "elsewhere"}, "where"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_kept(clinic, course, wrong, field):
    with pytest.raises(Refusal) as refused:
        wrote(clinic, course, **wrong)
    assert refused.value.field == field
    assert not Episode.objects.exists()


def test_the_same_episode_sent_twice_is_one(clinic, course):
    assert wrote(clinic, course) == wrote(clinic, course)
    assert len(episodes.of_course(course.pk)) == 1


def test_a_change_is_a_new_version_and_a_second_window_is_told(clinic, course):
    made = wrote(clinic, course)
    change = {"by": clinic.rosa.acts, "episode_id": made, "who": "mum"}
    episodes.change(**change, story="Shorter.", seen_number=1)
    with pytest.raises(Conflict, match="changed after you opened it"):
        episodes.change(**change, story="From the other tab.", seen_number=1)
    assert told(course).story == "Shorter."
    assert [v.story for v in EpisodeVersion.objects.order_by("number")] == [STORY, "Shorter."]
    episodes.change(**change, story="Shorter.", seen_number=1)
    assert EpisodeVersion.objects.count() == 2


def test_from_the_diary_each_answer_stands_beside_its_slot(clinic, course):
    tom = people.identify(worlds.client_of(course))
    parts = {"what_happened": "I rang.", "they_did": "She sighed.", "wanted": "A bit of pride."}
    entry = diary.write(by=tom, course_id=course.pk, parts=parts | {"felt": "Small."})
    wrote(clinic, course, diary_entry_id=entry.pk)
    assert told(course).answers == {
        "response_of_other": "She sighed.",
        "wish": "A bit of pride.",
        "affect_shown": "Small.",
        "affect_hidden": "Small.",
    }
    kept = diary.write(by=tom, course_id=course.pk, parts={"did": "Hid."}, shared=False)
    with pytest.raises(NotFound):
        wrote(clinic, course, diary_entry_id=kept.pk)


def test_a_session_of_somebody_else_is_not_found(clinic, course):
    other = worlds.at_session(clinic.rosa, 2, "Ines Varga")
    with pytest.raises(NotFound):
        wrote(clinic, course, appointment_id=other.appointments.first().pk)


def test_let_go_counts_no_more_and_can_be_taken_back(clinic, course):
    made = wrote(clinic, course)
    decide(clinic, made, "wish", "be_valued")
    for _ in range(2):
        episodes.let_go(by=clinic.rosa.acts, episode_id=made)
    assert episodes.of_course(course.pk) == ()
    assert episodes.one(by=clinic.rosa.acts, episode_id=made).told.let_go
    episodes.take_back(by=clinic.rosa.acts, episode_id=made)
    assert told(course).confirmed == {"wish": "be_valued"}


# -- coding


def test_a_code_is_confirmed_by_hand_or_as_suggested_and_edited_otherwise(clinic, course):
    made = wrote(clinic, course)
    decide(clinic, made, "wish", "be_valued")
    decide(clinic, made, "response_of_other", "criticises", "criticises", "ignores")
    decide(clinic, made, "other_view", "indifferent", "critical")
    decide(clinic, made, "self_view", "", "inadequate")
    codes = told(course).codes
    assert {slot: one.state for slot, one in codes.items()} == {
        "wish": CodeState.CONFIRMED,
        "response_of_other": CodeState.CONFIRMED,
        "other_view": CodeState.EDITED,
        "self_view": CodeState.DISMISSED,
    }
    assert codes["wish"].name == "To be valued"
    assert codes["wish"].by == "Rosa Lind"
    assert codes["other_view"].suggested_by == "word list 2026.1"
    assert codes["response_of_other"].suggested[0] == {
        "code": "criticises",
        "probability": 0.612,
        "words": ["get your hopes up"],
    }


def test_the_newest_decision_stands_and_every_one_is_kept(clinic, course):
    made = wrote(clinic, course)
    for code in ("be_valued", "closeness", "closeness", "", "safety"):
        decide(clinic, made, "wish", code)
    assert told(course).confirmed == {"wish": "safety"}
    kept = CodeDecision.objects.order_by("number")
    assert [row.code for row in kept] == ["be_valued", "closeness", "", "safety"]
    assert {row.vocabulary for row in kept} == {"between-us 2026.1"}
    with pytest.raises(TypeError):
        kept[0].delete()


@pytest.mark.parametrize(("slot", "code"), [("wish", "critical"), ("mood", "anger"), ("mood", "")])
def test_only_what_the_vocabulary_has_can_be_chosen(clinic, course, slot, code):
    made = wrote(clinic, course)
    with pytest.raises(Refusal):
        decide(clinic, made, slot, code)
    assert not CodeDecision.objects.exists()


def test_several_slots_are_one_act_with_one_event(clinic, course):
    made = wrote(clinic, course)
    chosen = {"wish": Choice("be_valued"), "defence": Choice("joke"), "self_view": Choice("")}
    before = Event.objects.count()
    assert code(clinic, made, chosen) == 3
    assert Event.objects.count() == before + 1
    assert "valued" not in str(Event.objects.order_by("-at").first().detail)


def code(clinic, made, chosen, seen=0):
    return episodes.code(by=clinic.rosa.acts, episode_id=made, chosen=chosen, seen_decisions=seen)


def test_a_second_window_is_told_which_slots_differ_and_nothing_is_overwritten(clinic, course):
    made = wrote(clinic, course)
    code(clinic, made, {"wish": Choice("be_valued"), "defence": Choice("joke")})
    mine = {"wish": Choice("closeness"), "defence": Choice("joke"), "other_view": Choice("caring")}
    with pytest.raises(ChosenElsewhere, match="“What they wished for” differs") as refused:
        code(clinic, made, mine)
    assert refused.value.slots == ("wish",)
    assert told(course).confirmed == {"wish": "be_valued", "defence": "joke"}
    code(clinic, made, mine, seen=2)
    assert told(course).confirmed["wish"] == "closeness"


def test_what_the_other_window_left_alone_is_no_conflict(clinic, course):
    made = wrote(clinic, course)
    code(clinic, made, {"wish": Choice("be_valued")})
    code(clinic, made, {"wish": Choice("be_valued"), "defence": Choice("joke")})
    assert told(course).confirmed == {"wish": "be_valued", "defence": "joke"}


# -- the ranking's view


def test_only_what_a_person_stands_behind_is_ranked(clinic, course):
    first, second = wrote(clinic, course), wrote(clinic, course, story="Another.")
    wrote(clinic, course, story="Nobody looked at this one.")
    decide(clinic, first, "wish", "be_valued")
    decide(clinic, first, "affect_hidden", "hurt")
    decide(clinic, first, "affect_shown", "shame", "shame")
    decide(clinic, first, "self_view", "", "inadequate")
    decide(clinic, second, "self_view", "", "inadequate")
    (ranked,) = episodes.as_ranked(episodes.of_course(course.pk))
    assert ranked.parts == {"wish": "be_valued", "affect": "shame"}
    assert (ranked.person, ranked.where) == ("mum", "now")


def test_reading_takes_few_queries(clinic, course, most_queries):
    for number in range(5):
        decide(clinic, wrote(clinic, course, story=f"Story {number}."), "wish", "safety")
    with most_queries(4):
        assert len(episodes.of_course(course.pk)) == 5
    with most_queries(12):
        episodes.read(by=clinic.rosa.acts, course_id=course.pk)


def test_only_who_treats_or_supervises_reads_and_only_who_treats_codes(clinic, course):
    made = wrote(clinic, course)
    assert episodes.one(by=clinic.miriam.acts, episode_id=made).own is False
    for stranger in (clinic.hugo, clinic.ada, clinic.carl):
        with pytest.raises(NotAllowed):
            episodes.read(by=stranger.acts, course_id=course.pk)
    with pytest.raises(NotAllowed):
        episodes.decide(by=clinic.miriam.acts, episode_id=made, slot="wish", code="safety")
    with pytest.raises(NotAllowed):
        episodes.one(by=people.identify(worlds.client_of(course)), episode_id=made)


def test_the_next_one_is_the_next_nobody_began(clinic, course):
    first, second, third = (wrote(clinic, course, story=f"Story {n}.") for n in range(3))
    decide(clinic, second, "wish", "safety")
    page = episodes.one(by=clinic.rosa.acts, episode_id=first)
    assert (page.following.id, page.uncoded) == (third, 1)
    assert episodes.one(by=clinic.rosa.acts, episode_id=third).following.id == first


# -- a service's own codes

OWN = """
version = "quay.1"
source = "Quayside"
verified = false
[[codes]]
part = "response_of_other"
id = "teases"
name = "Teases"
means = "The other makes fun of one."
phrases = ["he took the mickey"]
near = ["criticises"]
"""


def test_a_code_the_service_added_and_took_away_again_still_shows_and_does_not_count(
    clinic, course, tmp_path
):
    made = wrote(clinic, course)
    file = tmp_path / "codes.toml"
    file.write_text(OWN)
    with override_settings(CODES=file):
        decide(clinic, made, "response_of_other", "teases")
        assert told(course).codes["response_of_other"].name == "Teases"
        assert len(episodes.as_ranked(episodes.of_course(course.pk))) == 1
        assert CodeDecision.objects.get().vocabulary == "between-us 2026.1+quay.1"
        file.unlink()
        coded = told(course).codes["response_of_other"]
        assert (coded.name, coded.known) == ("teases", False)
        assert episodes.as_ranked(episodes.of_course(course.pk)) == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (OWN.replace('"response_of_other"', '"reply"'), "Line 6, codes.part"),
        (OWN.replace("means =", "meaning ="), "codes.means: is missing"),
        ("[[codes", "Line 1, the file"),
        ("\xff".encode("latin-1"), "UTF-8"),
    ],
)
def test_a_wrong_file_of_codes_is_named_and_ours_go_on(tmp_path, text, says):
    file = tmp_path / "codes.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with override_settings(CODES=file):
        assert any(says in problem for problem in vocabulary.problems()), vocabulary.problems()
        assert vocabulary.words().version == "2026.1"
        assert vocabulary.added() == 0
