"""From told words to confirmed episodes: a transcript, its passages, decided on one by one.

Rosa Lind attaches the transcript of Tom Abara's last session. Of the moments found in it she keeps
three as they are, corrects one, dismisses one and takes it back; then she codes the first.
"""

import pytest
from playwright.sync_api import expect

from betweenus.records.episodes import CodeDecision, Episode, SpanDecision
from betweenus.services import diary, episodes, people, relationship_map
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# Invented. Five moments with somebody, and what is said between them in any session.
SESSION = (
    ("Rosa", "Good to see you. How has the week been?"),
    ("Tom", "Long. I sleep badly and I am tired all day. It is the same every week."),
    ("Rosa", "The same every week."),
    ("Tom", "Yes. Work is busy at this time of year, so there is not much to tell about it."),
    ("Rosa", "Mm. Is there a moment that stayed with you?"),
    (
        "Tom",
        (
            "On Saturday Dad rang me. I told him about the van and he said I was too busy for "
            "him anyway. I just went quiet and hung up."
        ),
    ),
    ("Rosa", "You went quiet."),
    ("Tom", "I felt so small. I said nothing to anybody all evening."),
    ("Rosa", "And what happens usually, after such a call?"),
    ("Tom", "The weather is awful, so there is nothing much to do except the television."),
    ("Rosa", "Does it remind you of anything?"),
    (
        "Tom",
        (
            "When I was nine Mum told me to stop crying, and then she walked out of the "
            "kitchen. I hid in my room until it was dark."
        ),
    ),
    ("Rosa", "You hid."),
    ("Tom", "It is a nice room, with a big window over the yards."),
    ("Rosa", "Tell me about work, then."),
    (
        "Tom",
        (
            "Last week Priya asked me to do her shift again and I said yes. I was furious, "
            "and I smiled at her."
        ),
    ),
    ("Rosa", "You smiled."),
    ("Tom", "There is a lot of traffic on that road these days."),
    ("Rosa", "Mm."),
    ("Tom", "It is a long line, and the trains are old."),
    ("Rosa", "Go on."),
    ("Tom", "There are fewer of them in winter."),
    ("Rosa", "In winter."),
    ("Tom", "The days are short then, that is all."),
    ("Rosa", "Short days."),
    ("Tom", "I usually go for the early train, it is quieter."),
    ("Rosa", "And with your sister?"),
    (
        "Tom",
        (
            "Yesterday my sister phoned and asked how I was. I told her I was fine, and she "
            "said I always say that. I felt ashamed."
        ),
    ),
    ("Rosa", "She noticed."),
    ("Tom", "The flat is cold as well. The heating takes for ever in the morning."),
    ("Rosa", "Cold."),
    ("Tom", "On Monday my boss walked past me and said nothing, and I left early."),
    ("Rosa", "We have to stop for today."),
    ("Tom", "Yes. Next week at the same time."),
)
MAP = [
    {"name": "Dad", "relation": "father", "closeness": 2},
    {"name": "Mum", "relation": "mother", "closeness": 4},
    {"name": "Ama", "relation": "sister", "closeness": 4},
]


@pytest.fixture
def made(clinic):
    course = worlds.at_session(clinic.rosa, 3)
    relationship_map.save(by=clinic.rosa.acts, course_id=course.pk, people=MAP, seen_number=0)
    return course


def captions() -> str:
    """The session as a recorder writes it."""
    cues = (
        f"00:{at // 6:02d}:{at % 6}0.000 --> 00:{at // 6:02d}:{at % 6}8.000\n<v {who}>{words}\n"
        for at, (who, words) in enumerate(SESSION)
    )
    return "WEBVTT\n\n" + "\n".join(cues)


def card(story, words: str):
    return story.page.locator("[data-passage]").filter(has_text=words)


def by_key(story, words: str, key: str, button: str) -> None:
    """One key where there are keys, one press where there are none."""
    passage = card(story, words)
    with story.page.expect_navigation():
        if story.javascript and not story.phone:
            passage.focus()
            story.page.keyboard.press(key)
        else:
            passage.get_by_role("button", name=button).click()
    story.met()


def test_a_transcript_becomes_confirmed_episodes(story, clinic, made, tmp_path):
    # given the transcript of the last session, attached under his consent
    file = tmp_path / "session.vtt"
    file.write_text(captions())
    held = made.appointments.filter(attendance="5").order_by("-starts_at").first()
    story.sign_in(clinic.rosa.account)
    story.go(f"/sessions/{held.pk}/")
    story.open_details("Attach a transcript")
    story.page.locator("input[type=file]").set_input_files(str(file))
    story.press("Attach it")
    story.follow("Find episodes in the transcript", exact=False)

    # then the moments in it are offered, and nothing is on record
    story.sees_title("Episodes in this transcript")
    story.sees("5 of 5 left")
    story.sees("With Dad, “On Saturday”")
    story.sees("With Ama")
    assert not SpanDecision.objects.exists()
    card(story, "With Mum").locator("summary", has_text="What was said around it").click()
    story.sees("Does it remind you of anything?")
    story.met()

    # when she keeps the first as it is, the next one has the focus
    by_key(story, "With Dad", "Enter", "Keep as an episode")
    story.sees("Kept as episode 1.")
    story.sees("4 of 5 left")
    if story.javascript:
        expect(story.page.locator("[data-passage]:focus")).to_have_count(1)

    # when she keeps the second and third
    by_key(story, "With Mum", "Enter", "Keep as an episode")
    story.sees("Kept as episode 2.")
    by_key(story, "With Ama", "Enter", "Keep as an episode")
    story.sees("2 of 5 left")

    # when she corrects the fourth: the form is there with what was found
    passage = card(story, "With Priya")
    if story.javascript and not story.phone:
        passage.focus()
        story.page.keyboard.press("e")
        expect(passage.get_by_label("Who was it with?")).to_be_focused()
    else:
        passage.locator("summary", has_text="Correct who, when or the words").click()
    story.met()
    box = passage.get_by_label("The story, in the client’s words")
    expect(box).to_have_value(
        "Last week Priya asked me to do her shift again and I said yes. "
        "I was furious, and I smiled at her."
    )
    # letters typed into a box are letters
    box.fill("")
    box.press_sequentially("Priya xe asked; I said yes and smiled.")
    passage.get_by_label("When exactly").fill("")
    passage.get_by_role("button", name="Keep it like this").click()
    story.page.wait_for_load_state()
    story.met()
    story.sees("Kept as episode 4.")
    story.sees("1 of 5 left")

    # when she says the last one is none, and undoes it, and says so again
    by_key(story, "With Boss", "x", "Not an episode")
    story.sees("Not kept:")
    story.press("Undo")
    story.sees("It is back among those to decide.")
    by_key(story, "With Boss", "x", "Not an episode")
    story.sees("All 5 are decided: 4 kept.")
    story.open_details("Decided already: 5")
    story.sees("Corrected, Rosa Lind")
    story.met()

    # then each decision keeps what was offered and what was made of it
    states = sorted(SpanDecision.objects.values_list("state", flat=True))
    assert states == [*["confirmed"] * 3, *["dismissed"] * 2, "edited", "reopened"]
    assert all(row.suggested_by for row in SpanDecision.objects.exclude(state="reopened"))
    told = {one.who_name: one for one in episodes.of_course(made.pk)}
    assert set(told) == {"Dad", "Mum", "Ama", "Priya"}
    assert told["Mum"].where == "past"
    assert told["Priya"].story == "Priya xe asked; I said yes and smiled."

    # when she goes on to code the first of them
    story.follow("Go to the episodes and code them")
    story.sees("Dad")
    story.sees("Priya")
    story.go(f"/episodes/{told['Dad'].id}/")
    slot = story.page.locator("#slot-affect_shown")
    slot.get_by_label("Shame").first.check(force=True)
    story.page.locator("[data-save]").click()
    story.page.wait_for_load_state()

    # then it is on the list with its code
    assert CodeDecision.objects.get().slot == "affect_shown"
    story.go(f"/courses/{made.pk}/episodes/")
    story.sees("Dad")


def test_a_diary_entry_becomes_an_episode_in_one_press(story, clinic, made):
    # given a moment the client wrote down, in answer to plain questions
    tom = people.identify(worlds.client_of(made))
    diary.write(
        by=tom,
        course_id=made.pk,
        parts={
            "who": "My sister",
            "what_happened": "She rang and asked how I was.",
            "felt": "Ashamed.",
            "did": "I said I was fine and hung up.",
        },
    )
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/diary/")

    # when she makes an episode of it
    story.follow("Make an episode of this entry", exact=False)
    story.sees_title("Episode in this diary entry")
    story.sees("With Ama")
    by_key(story, "With Ama", "Enter", "Keep as an episode")
    story.sees("Kept as episode 1.")

    # then what he answered is suggested beside each part, and nothing is chosen
    story.follow("Code episode 1 now")
    story.sees("Ashamed.")
    assert story.page.locator("input[type=radio]:checked").count() == 0
    assert Episode.objects.get().diary_entry_id
    assert not CodeDecision.objects.exists()


def test_what_is_missing_is_said_where_it_is_and_nothing_typed_is_lost(story, clinic, made):
    # given a note in which somebody unnamed does something
    note = worlds.signed(
        clinic.rosa, made, session=2, material="On Monday his dad told him he was useless; he left."
    )
    story.sign_in(clinic.rosa.account)
    story.go(f"/sessions/{note.appointment_id}/")
    story.follow("Find episodes in this note")
    passage = card(story, "told him he was useless")
    passage.locator("summary", has_text="Correct who, when or the words").click()
    passage.get_by_label("When exactly").fill("Monday, at the yard")
    passage.get_by_label("Who was it with?").select_option(label="Somebody not on the map")
    passage.get_by_role("button", name="Keep it like this").click()
    story.page.wait_for_load_state()
    story.met()

    # then she is told, and goes on from where she was
    story.sees("There is a problem")
    story.sees("Choose who it was with, or add a name")
    passage = card(story, "told him he was useless")
    expect(passage.get_by_label("When exactly")).to_have_value("Monday, at the yard")
    passage.get_by_label("Name of somebody not on the map").fill("Kofi")
    passage.get_by_role("button", name="Keep it like this").click()
    story.page.wait_for_load_state()
    story.sees("Kept as episode 1.")
    now = relationship_map.read(by=clinic.rosa.acts, course_id=made.pk).now
    assert "Kofi" in [person.name for person in now.people]
