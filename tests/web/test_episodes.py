"""The pages of episodes: listed by person, written down, coded; wrong input and second windows."""

import re

import pytest

from betweenus.domain.formulation.people_map import MapPerson
from betweenus.domain.patterns import vocabulary
from betweenus.domain.telling import Suggestion, Suggestions
from betweenus.records.episodes import CodeDecision, Episode
from betweenus.services import diary, episodes, people, relationship_map, suggesting
from betweenus.services.episode_coding import Choice
from betweenus.web.therapist.episode_form import guess
from betweenus.web.therapist.episode_slots import marked
from tests import worlds
from tests.web import pages
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

STORY = "I rang to say I had the job. She said “well, don’t get your hopes up”."


@pytest.fixture
def course(clinic):
    made = worlds.at_session(clinic.rosa, 4)
    rows = [
        {"name": "Mum", "relation": "mother", "closeness": 4},
        {"name": "Callum", "relation": "boss"},
    ]
    relationship_map.save(by=clinic.rosa.acts, course_id=made.pk, people=rows, seen_number=0)
    return made


@pytest.fixture
def nothing_suggested(monkeypatch):
    monkeypatch.setattr(suggesting, "codes_for", lambda told: {})


@pytest.fixture
def suggested(monkeypatch):
    """What a model offers: a code for what the other did, and nothing else."""
    offered = (
        Suggestion("criticises", 0.71, "don’t get your hopes up"),
        Suggestion("ignores", 0.2, "I rang"),
    )
    found = {"response_of_other": Suggestions("response_of_other", offered, unsure=False)}
    monkeypatch.setattr(suggesting, "codes_for", lambda told: found)
    monkeypatch.setattr(suggesting, "version", lambda: "a model 1 sha256:abc")


def wrote(clinic, course, who="mum", story=STORY, **more):
    return episodes.write(by=clinic.rosa.acts, course_id=course.pk, who=who, story=story, **more)


def code(clinic, made, **codes):
    chosen = {slot: Choice(one) for slot, one in codes.items()}
    told = episodes.one(by=clinic.rosa.acts, episode_id=made).told
    episodes.code(
        by=clinic.rosa.acts, episode_id=made, chosen=chosen, seen_decisions=told.decisions
    )


# -- the list


def test_before_the_first_the_list_says_what_an_episode_is(rosa, course):
    said = text(rosa.get(f"/courses/{course.pk}/episodes/"))
    assert "Nothing is written down yet. When Tom Abara tells of one moment" in said
    assert "New episode" in said


def test_the_list_goes_person_by_person_and_what_is_not_coded_first(rosa, clinic, course):
    done = wrote(clinic, course)
    code(clinic, done, response_of_other="criticises", other_view="critical", wish="be_valued")
    wrote(clinic, course, story="She rang back and said nothing of it.")
    wrote(clinic, course, who="callum", story="He said “fine” without looking up.")
    said = text(rosa.get(f"/courses/{course.pk}/episodes/"))
    assert "3 moments with 2 people, 1 with a code you stand behind." in said
    assert (
        "Mum, mother 2 episodes, 1 not coded Seen as critical (1 of 1); criticises (1 of 1)."
        in said
    )
    assert said.index("She rang back") < said.index("I rang to say")
    assert "3 of 7, not finished" in said
    assert "3 to finish" in said
    assert "Code the next: Mum" in said


def test_the_list_and_the_coding_page_take_few_queries(rosa, clinic, course, most_queries):
    for number in range(6):
        made = wrote(clinic, course, story=f"Story {number}.")
        code(clinic, made, wish="safety", defence="joke")
    with most_queries():
        rosa.get(f"/courses/{course.pk}/episodes/")
    with most_queries():
        rosa.get(f"/episodes/{made}/")


# -- writing one down


def new(rosa, course, query="", **data):
    return rosa.post(f"/courses/{course.pk}/episodes/new/{query}", data, follow=True)


def test_a_new_episode_leads_to_its_parts(rosa, course):
    session = course.appointments.order_by("starts_at")[1]
    page = new(rosa, course, f"?session={session.pk}", who="mum", story=STORY)
    assert "The episode is written down. Now its parts." in text(page)
    assert "Told in session 2" in text(page)


def test_what_is_missing_is_said_beside_what_was_typed(rosa, course):
    page = new(rosa, course, story="", who="")
    assert page.status_code == 422
    assert "The story is empty." in text(page)
    page = new(rosa, course, story=STORY, who="")
    assert "Nobody is named." in text(page)
    assert STORY in text(page)
    page = new(rosa, course, story=STORY, new_person="x" * 25)
    assert "A name may have 24 letters" in text(page)
    page = new(rosa, course, story=STORY, who="<nobody>", where="nowhere", happened="x" * 121)
    for says in (
        "Choose somebody of the list",
        "Choose now or in the past",
        "When it was may have 120 letters",
    ):
        assert says in text(page)
    assert not Episode.objects.exists()


def test_somebody_new_is_added_to_the_map(rosa, clinic, course):
    new(rosa, course, story=STORY, new_person="Aunt Jo")
    page = relationship_map.read(by=clinic.rosa.acts, course_id=course.pk)
    assert [person.name for person in page.now.people] == ["Mum", "Callum", "Aunt Jo"]


def test_what_is_typed_is_kept_until_it_is_written_down(rosa, course):
    where = f"/courses/{course.pk}/episodes/"
    half = {"who": "mum", "story": "I rang to say", "seen_version": "0"}
    rosa.post(f"{where}draft/", half, headers={"X-Autosave": "1"})
    page = rosa.get(f"{where}new/")
    assert "I rang to say" in text(page)
    assert pages.fields(page)["who"] == "mum"
    new(rosa, course, who="mum", story=STORY)
    assert "I rang to say" not in text(rosa.get(f"{where}new/"))


def test_two_windows_on_one_new_episode_are_shown_both_texts(rosa, course):
    where = f"/courses/{course.pk}/episodes/draft/"
    rosa.post(where, {"story": "One.", "who": "mum", "seen_version": "0"})
    page = rosa.post(where, {"story": "Two.", "who": "mum", "seen_version": "0"})
    assert page.status_code == 409
    assert "One." in text(page)
    assert "Two." in text(page)


def entry_of(course, **parts):
    tom = people.identify(worlds.client_of(course))
    return diary.write(by=tom, course_id=course.pk, parts=parts)


def test_a_diary_entry_is_coded_with_each_answer_beside_its_part(rosa, course, nothing_suggested):
    entry = entry_of(
        course,
        who="my boss",
        what_happened="He gave my project away.",
        they_did="Said I had enough on.",
        did="I nodded.",
        felt="Small.",
    )
    session = course.appointments.order_by("starts_at")[3]
    listed = rosa.get(f"/sessions/{session.pk}/").content.decode()
    assert f"/courses/{course.pk}/episodes/new/?entry={entry.pk}" in listed
    page = rosa.get(f"/courses/{course.pk}/episodes/new/?entry={entry.pk}")
    began = pages.fields(page)
    assert began["story"].split("\n\n") == [
        "He gave my project away.",
        "Said I had enough on.",
        "I nodded.",
    ]
    assert "What did they say or do?" in text(page)
    page = new(rosa, course, f"?entry={entry.pk}", who="callum", story=began["story"])
    assert "What the other did In the diary: “Said I had enough on.”" in (text(page))
    assert text(page).count("In the diary: “Small.”") == 2
    assert "From the diary" in text(page)


@pytest.mark.parametrize(
    "query", ["?entry=nonsense", "?session=6f2b3f0e-5f0e-4f0e-8f0e-000000000000"]
)
def test_an_entry_or_session_that_is_not_there_is_not_found(rosa, course, query):
    assert rosa.get(f"/courses/{course.pk}/episodes/new/{query}").status_code == 404


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Mum", {"who": "mum"}),
        ("mother", {"who": "mum"}),
        ("Callum at work", {"who": "callum"}),
        ("my boss", {"who": "callum"}),
        ("the man next door", {"new_person": "the man next door"}),
        ("No one", {}),
        ("", {"new_person": ""}),
    ],
)
def test_whom_the_diary_means_is_guessed_from_the_map(written, meant):
    on_map = [MapPerson("mum", "Mum", "mother"), MapPerson("callum", "Callum", "boss")]
    assert guess(on_map, written) == meant


def test_a_story_changed_in_two_windows_shows_both(rosa, clinic, course):
    made = wrote(clinic, course)
    where = f"/episodes/{made}/change/"
    assert pages.fields(rosa.get(where))["story"] == STORY
    rosa.post(where, {"who": "mum", "story": "First window.", "seen_number": "1"})
    page = rosa.post(where, {"who": "mum", "story": "Second window.", "seen_number": "1"})
    assert page.status_code == 409
    assert "As it is saved now" in text(page)
    assert "First window." in text(page)
    assert pages.fields(page)["story"] == "Second window."
    page = rosa.post(where, pages.fields(page), follow=True)
    assert "Second window." in text(page)


# -- coding


def test_nothing_is_chosen_before_somebody_chooses(rosa, clinic, course, suggested):
    page = rosa.get(f"/episodes/{wrote(clinic, course)}/").content.decode()
    assert " checked" not in page
    assert page.count("<fieldset") == 7


def test_every_code_of_a_part_has_its_own_key(rosa, clinic, course, nothing_suggested):
    page = rosa.get(f"/episodes/{wrote(clinic, course)}/").content.decode()
    for slot, part in (("wish", "wish"), ("affect_shown", "affect"), ("defence", "defence")):
        keys = re.findall(
            rf'name="{slot}" value="(\w+)"(?: checked)? aria-keyshortcuts="(\w)"', page
        )
        known = list(vocabulary().by_part[part])
        assert [code for code, _ in keys] == [*known, "open"]
        assert len({key for _, key in keys}) == len(keys)
        assert "x" not in {key for _, key in keys}


def test_what_is_chosen_is_saved_and_what_is_not_looked_at_is_not(
    rosa, clinic, course, nothing_suggested
):
    made = wrote(clinic, course)
    page = rosa.post(
        f"/episodes/{made}/",
        {"wish": "be_valued", "self_view": "open", "seen_decisions": "0"},
        follow=True,
    )
    assert "Saved." in text(page)
    assert "2 of 7 decided" in text(page)
    assert pages.fields(page)["wish"] == "be_valued"
    assert pages.fields(page)["self_view"] == "open"
    assert [row.slot for row in CodeDecision.objects.order_by("number")] == ["wish", "self_view"]


def test_save_and_next_goes_to_the_next_nobody_began(rosa, clinic, course, nothing_suggested):
    first, second = wrote(clinic, course), wrote(clinic, course, story="Another.")
    sent = {"wish": "safety", "seen_decisions": "0", "next": "1"}
    page = rosa.post(f"/episodes/{first}/", sent)
    assert page["Location"] == f"/episodes/{second}/"
    page = rosa.post(f"/episodes/{first}/", sent | {"by_keys": "1", "seen_decisions": "1"})
    assert page["Location"] == f"/episodes/{second}/#slot-wish"
    page = rosa.post(f"/episodes/{second}/", sent)
    assert page["Location"] == f"/episodes/{second}/"


def test_a_suggestion_stands_first_with_what_it_rests_on_and_is_kept_with_the_choice(
    rosa, clinic, course, suggested
):
    made = wrote(clinic, course)
    page = rosa.get(f"/episodes/{made}/")
    assert "Criticises 71 %, from “don’t get your hopes up”" in text(page).replace(
        "\xa0", " "
    ).replace("&nbsp;", " ")
    assert '<mark data-slots="response_of_other">don’t get your hopes up</mark>' in (
        page.content.decode()
    )
    rosa.post(f"/episodes/{made}/", {"response_of_other": "warm", "seen_decisions": "0"})
    row = CodeDecision.objects.get()
    assert (row.state, row.suggested_by) == ("edited", "a model 1 sha256:abc")
    assert [one["code"] for one in row.suggested] == ["criticises", "ignores"]
    assert "71" not in text(rosa.get(f"/episodes/{made}/"))


def test_another_window_that_chose_otherwise_is_shown_beside_ones_own(
    rosa, clinic, course, nothing_suggested
):
    made = wrote(clinic, course)
    where = f"/episodes/{made}/"
    rosa.post(where, {"wish": "be_valued", "defence": "joke", "seen_decisions": "0"})
    mine = {"wish": "safety", "self_view": "invisible", "seen_decisions": "0"}
    page = rosa.post(where, mine)
    assert page.status_code == 409
    assert "Saved meanwhile: To be valued . Below is your choice." in text(page)
    again = pages.fields(page)
    assert (again["wish"], again["self_view"], again["defence"]) == ("safety", "invisible", "joke")
    rosa.post(where, again)
    told = episodes.one(by=clinic.rosa.acts, episode_id=made).told
    assert told.confirmed == {"wish": "safety", "self_view": "invisible", "defence": "joke"}


def test_a_code_that_does_not_exist_is_refused(rosa, clinic, course, nothing_suggested):
    made = wrote(clinic, course)
    page = rosa.post(f"/episodes/{made}/", {"wish": "<b>", "seen_decisions": "x"})
    assert page.status_code == 422
    assert not CodeDecision.objects.exists()


def test_let_go_offers_undo_at_once(rosa, clinic, course, nothing_suggested):
    made = wrote(clinic, course)
    page = rosa.post(f"/episodes/{made}/let-go/", follow=True)
    assert "This episode is let go." in text(page)
    assert "<fieldset" not in page.content.decode()
    page = rosa.post(pages.action(page), follow=True)
    assert "The episode counts again." in text(page)


def test_a_supervisor_reads_the_codes_and_chooses_none(clinic, course, nothing_suggested):
    made = wrote(clinic, course)
    code(clinic, made, wish="be_valued", defence="")
    miriam = pages.signed_in(clinic.miriam.account)
    page = miriam.get(f"/episodes/{made}/")
    assert "What they wished for To be valued Rosa Lind" in text(page)
    assert "What they did with it Left open" in text(page)
    assert "<fieldset" not in page.content.decode()
    assert miriam.post(f"/episodes/{made}/", {"wish": "safety"}).status_code == 403
    assert "New episode" not in text(miriam.get(f"/courses/{course.pk}/episodes/"))


def test_a_client_never_sees_a_code(clinic, course):
    made = wrote(clinic, course)
    tom = pages.signed_in(worlds.client_of(course))
    for where in (f"/episodes/{made}/", f"/courses/{course.pk}/episodes/"):
        assert tom.get(where).status_code in (403, 404)
    asked = text(tom.get("/me/diary/new/"))
    assert "What did they say or do?" in asked
    for jargon in ("Wish", "Affect", "Defence", "Response", "code"):
        assert jargon not in asked


def test_words_are_marked_once_each_slot_named_and_everything_escaped():
    found = marked(
        "<b>I rang.</b> I rang.", {"wish": ["i rang"], "defence": ["I rang. I"], "x": []}
    )
    assert found.count("<mark") == 2
    assert found.startswith('&lt;b&gt;<mark data-slots="wish">I rang</mark>.&lt;/b&gt; ')
    both = marked("I rang. I ran.", {"wish": ["I rang"], "defence": ["rang. I"]})
    assert 'data-slots="wish defence">rang<' in both
    assert marked("", {"wish": ["x"]}) == ""
