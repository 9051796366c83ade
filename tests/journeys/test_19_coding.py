"""Coding: a told moment written down, its parts coded by one key each, taken from the diary too.

Rosa Lind writes down what Tom Abara told of his mother, codes it without the mouse where there is
a keyboard and a script, and by pressing where there is not; nothing of it is ever shown to him.
"""

import re

import pytest
from playwright.sync_api import expect

from betweenus.records.episodes import CodeDecision, Episode
from betweenus.services import diary, episodes, people, relationship_map
from betweenus.services.episode_coding import Choice
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PEOPLE = [
    {"name": "Mum", "relation": "mother", "closeness": 4},
    {"name": "Callum", "relation": "boss", "closeness": 2},
]
STORY = "I rang to say I had the job. She said “well, don’t get your hopes up”. I laughed it off."
WISH = "What they wished for"
# The key of each part's code, as the page shows it, and the code.
KEYS = [
    ("1", WISH, "To be valued"),
    ("3", "What the other did", "Criticises"),
    ("2", "How they saw themselves", "Not good enough"),
    ("1", "How they saw the other", "Critical"),
    ("0", "The feeling that showed", "Leave open"),
    ("3", "The feeling beneath", "Hurt"),
    ("3", "What they did with it", "Joked"),
]


@pytest.fixture
def course(clinic):
    made = worlds.at_session(clinic.rosa, 4, person={"known_as": "Tom"})
    relationship_map.save(by=clinic.rosa.acts, course_id=made.pk, people=PEOPLE, seen_number=0)
    return made


def wrote(clinic, course, who="mum", story=STORY):
    return episodes.write(by=clinic.rosa.acts, course_id=course.pk, who=who, story=story)


def radio(story, code, group):
    """A code of a part, by its name; a suggested one says more behind it."""
    part = story.page.get_by_role("group", name=group)
    return part.get_by_role("radio", name=re.compile(f"^{code}"))


def test_a_moment_told_in_a_session_is_written_down_and_coded(story, clinic, course):
    third = course.appointments.order_by("starts_at")[2]
    wrote(clinic, course, "callum", "He gave my project to Jess without looking up.")
    story.sign_in(clinic.rosa.account)
    story.go(f"/sessions/{third.pk}/")
    story.follow("Add an episode from this session")

    # when something is missing, she is told, and what she typed is there
    story.fill("What happened?", STORY)
    story.press("Write it down")
    story.sees("Nobody is named.")
    story.met()
    expect(story.page.get_by_label("What happened?")).to_have_value(STORY)
    story.page.get_by_label("Who was it with?").select_option(value="mum")
    story.press("Write it down")
    story.sees("The episode is written down. Now its parts.")
    story.sees("Told in session 3")

    # when she codes it: nothing is chosen before she chooses
    assert story.page.locator("input:checked").count() == 0
    if story.javascript and not story.phone:
        story.page.locator("#slot-wish input").first.focus()
        for key, *_ in KEYS:
            story.page.keyboard.press(key)
        story.page.keyboard.press("Enter")
        story.page.wait_for_load_state()
    else:
        for _, group, code in KEYS:
            radio(story, code, group).check()
        story.press("Save and code the next")

    # then it is saved, and the next one is there
    story.sees("Episode 2 is saved. This is the next one.")
    story.sees_title("Callum")
    made = Episode.objects.get(number=2)
    told = episodes.one(by=clinic.rosa.acts, episode_id=made.pk).told
    assert told.confirmed == {
        "wish": "be_valued",
        "response_of_other": "criticises",
        "self_view": "inadequate",
        "other_view": "critical",
        "affect_hidden": "hurt",
        "defence": "joke",
    }
    assert not told.undecided
    assert (told.session_number, told.where) == (3, "now")

    # and the list says how she is seen
    story.follow("All episodes")
    story.sees("Seen as critical (1 of 1); criticises (1 of 1).")
    story.sees("6 of 7")
    story.sees("Code the next: Callum")


def test_without_a_script_the_lists_work_as_lists_do(story, clinic, course):
    made = wrote(clinic, course)
    story.sign_in(clinic.rosa.account)
    story.go(f"/episodes/{made}/")
    story.page.locator("#slot-other_view input").first.focus()
    story.page.keyboard.press("Space")
    story.page.keyboard.press("ArrowDown")
    expect(story.page.locator("#slot-other_view input").nth(1)).to_be_checked()
    story.press("Save")
    story.sees("1 of 7 decided")


def test_keys_work_in_their_list_only_and_lead_back_and_on(story, clinic, course):
    made = wrote(clinic, course)
    story.sign_in(clinic.rosa.account)
    story.go(f"/episodes/{made}/")
    keyboard = story.page.keyboard
    if not story.javascript:
        # then there are none, and what the page says of them is not shown
        story.page.locator("#slot-wish input").first.focus()
        keyboard.press("3")
        assert story.page.locator("input:checked").count() == 0
        expect(story.page.locator("summary", has_text="Keys")).to_be_hidden()
        return

    # a key pressed anywhere else does nothing (WCAG 2.1.4)
    keyboard.press("1")
    story.page.get_by_role("link", name="All episodes").focus()
    keyboard.press("3")
    assert story.page.locator("input:checked").count() == 0

    # with Ctrl or Alt it is the browser's own
    story.page.locator("#slot-wish input").first.focus()
    keyboard.press("Alt+4")
    assert story.page.locator("input:checked").count() == 0

    # the meaning of the code in hand is said; a wrong choice is put right by going back
    expect(story.page.locator("#slot-wish [data-means]")).to_contain_text("respected")
    keyboard.press("2")
    keyboard.press("Backspace")
    expect(radio(story, "To be understood", WISH)).to_be_focused()
    keyboard.press("1")
    expect(radio(story, "To be valued", WISH)).to_be_checked()

    # Enter alone decides nothing where nothing sure is suggested
    before = story.page.locator("input:checked").count()
    sure = story.page.locator("#slot-response_of_other [data-sure]").count()
    keyboard.press("Enter")
    assert story.page.locator("input:checked").count() == before + sure


def test_a_moment_of_the_diary_is_coded_beside_its_answers(story, clinic, course):
    tom = worlds.client_of(course)
    story.sign_in(tom)
    story.go("/me/diary/new/")
    for question, answer in (
        ("Who was it with?", "my boss"),
        ("What happened?", "He gave my project away."),
        ("What did you want from them?", "For him to ask me first."),
        ("What did they say or do?", "He said I had enough on."),
        ("What did you feel?", "Small."),
        ("What did you do?", "I nodded."),
    ):
        story.fill(question, answer)
    story.press("Save")
    story.sees("It is saved.")

    # when Rosa prepares the session, each answer comes along
    story.sign_in(clinic.rosa.account)
    story.go(f"/sessions/{worlds.upcoming(course)[0].pk}/")
    story.follow("Code this moment", exact=False)
    expect(story.page.get_by_label("Who was it with?")).to_have_value("callum")
    story.press("Write it down")
    group = story.page.get_by_role("group", name="What the other did")
    expect(group).to_contain_text("In the diary: “He said I had enough on.”")
    expect(story.page.get_by_role("group", name="What they did with it")).to_contain_text(
        "In the diary: “I nodded.”"
    )
    radio(story, "Exploits", "What the other did").check()
    story.press("Save")
    story.sees("1 of 7 decided")

    # then he sees his own words and no code
    story.sign_in(tom)
    story.go(f"/me/diary/{diary.mine(by=people.identify(tom)).entries[0].id}/")
    story.sees("He said I had enough on.")
    story.does_not_see("Exploits")


def test_two_windows_and_an_episode_let_go_lose_nothing(story, clinic, course):
    made = wrote(clinic, course)
    story.sign_in(clinic.rosa.account)
    story.go(f"/episodes/{made}/")
    radio(story, "To be close", WISH).check()
    radio(story, "Worthwhile", "How they saw themselves").check()

    # meanwhile, in another window
    episodes.code(
        by=clinic.rosa.acts,
        episode_id=made,
        chosen={"wish": Choice("be_valued")},
        seen_decisions=0,
    )
    story.press("Save")
    story.sees("Saved meanwhile: To be valued")
    story.met()
    expect(radio(story, "To be close", WISH)).to_be_checked()
    expect(radio(story, "Worthwhile", "How they saw themselves")).to_be_checked()
    story.press("Save")
    story.sees("2 of 7 decided")
    assert [row.code for row in CodeDecision.objects.filter(slot="wish").order_by("number")] == [
        "be_valued",
        "closeness",
    ]

    # the story is put right, and let go by mistake
    story.follow("Change the story")
    story.fill("What happened?", "She said nothing at all.")
    story.press("Save")
    story.sees("She said nothing at all.")
    story.press("Let this episode go")
    story.sees("This episode is let go.")
    story.met()
    story.press("Undo")
    story.sees("The episode counts again.")
    story.sees("2 of 7 decided")


def test_a_supervisor_reads_what_was_coded(story, clinic, course):
    made = wrote(clinic, course)
    episodes.code(
        by=clinic.rosa.acts,
        episode_id=made,
        chosen={"wish": Choice("be_valued"), "defence": Choice("")},
        seen_decisions=0,
    )
    story.sign_in(clinic.miriam.account)
    story.go(f"/courses/{course.pk}/episodes/")
    story.does_not_see("New episode")
    story.follow("I rang to say", exact=False)
    story.sees("To be valued")
    story.sees("Left open")
    story.does_not_see("Let this episode go")
