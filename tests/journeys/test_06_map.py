"""The interpersonal map: drawn from rows, kept for each session, read as picture and as table.

Rosa Lind begins the map of Tom Abara's people in session 2 and comes back to it in session 8.
"""

import pytest
from playwright.sync_api import expect

from betweenus.records.formulation import MapVersion
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

FIRST = (
    ("Mum", "mother", "Distant", "Now", "She sighs; I make a joke."),
    ("Dad", "father, died", "In between", "In the past", "He never asked twice."),
    ("Jo", "sister", "Close", "Now", "She rings, I say fine."),
)


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 3, person={"known_as": "Tom"})


def row(story, number):
    return story.page.locator("fieldset.bu-person").nth(number)


def write(story, number, name, relation, close, when, between) -> None:
    place = row(story, number)
    place.get_by_label("Name").fill(name)
    place.get_by_label("Relation").fill(relation)
    place.get_by_label("How close").select_option(label=close)
    place.get_by_label("When").select_option(label=when)
    place.get_by_label("What happens between").fill(between)


def in_the_table(story, name) -> str:
    """What the table twin says of somebody, in one line."""
    line = story.page.locator("tr", has=story.page.locator("th", has_text=name)).first
    return " ".join(cell.strip() for cell in line.locator("th, td").all_text_contents())


def test_three_people_are_drawn_and_what_changes_is_seen(story, clinic, made):
    where = f"/courses/{made.pk}/map/"
    story.sign_in(clinic.rosa.account)
    story.go(where)
    story.sees_title("The people in Tom’s life")
    story.sees("Nobody is on the map yet")

    # when she writes three people and saves
    for number, person in enumerate(FIRST):
        write(story, number, *person)
    story.press("Save the map")

    # then they are drawn, and a table says the same
    story.sees("The map is saved.")
    story.open_details("Show the map as a table")
    assert "mother 2 of 5, distant now She sighs; I make a joke." in in_the_table(story, "Mum")
    assert "in the past" in in_the_table(story, "Dad")
    for name, *_ in FIRST:
        expect(story.page.locator("svg:visible text", has_text=name).first).to_be_visible()
    story.met()

    # when six sessions later his mother is closer, the therapist is on it and Dad is let off
    worlds.attend(clinic.rosa, made, 5)
    story.go(where)
    row(story, 0).get_by_label("How close").select_option(label="Close")
    row(story, 1).get_by_label("Name").fill("")
    write(story, 3, "Rosa", "therapist", "In between", "Therapist", "I watch her face.")
    story.press("Save the map")

    # then the picture marks it, the table counts it, and the map before is still there
    story.sees("What changed since session 2 is marked.")
    story.open_details("Show the map as a table")
    assert "2 closer" in in_the_table(story, "Mum")
    assert "new" in in_the_table(story, "Rosa")
    assert "no longer on the map" in in_the_table(story, "Dad")
    story.follow("session 2")
    story.open_details("Show the map as a table")
    assert "2 of 5, distant" in in_the_table(story, "Mum")
    story.does_not_see("Save the map")
    story.follow("Back to the map as it is now")
    assert MapVersion.objects.count() == 2


def test_fifteen_people_find_room_and_a_sixteenth_does_not(story, clinic, made):
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/map/")
    closeness = ["Very close", "Close", "In between", "Distant", "Very distant"]
    for number in range(15):
        if number == story.page.locator("fieldset.bu-person").count():
            story.press("More rows")
            story.sees("Not saved yet")
        write(story, number, f"Person {number + 1}", "friend", closeness[number % 5], "Now", "")
    story.press("Save the map")
    story.sees("The map is saved.")
    story.met()

    # every name is in the picture and none hides another
    boxes = story.page.locator("svg:visible .pic-person").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().toJSON())"
    )
    assert len(boxes) == 15
    assert not any(_overlap(a, b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert story.page.get_by_role("button", name="More rows").count() == 0


def _overlap(one, other) -> bool:
    return (
        one["left"] < other["right"] - 1
        and other["left"] < one["right"] - 1
        and one["top"] < other["bottom"] - 1
        and other["top"] < one["bottom"] - 1
    )


def test_wrong_input_is_named_and_every_row_stays(story, clinic, made):
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/map/")
    write(story, 0, *FIRST[0])
    write(story, 1, "", "brother", "Close", "Now", "We do not speak.")
    story.press("Save the map")
    story.sees("Row 2: Give this person a name")
    expect(row(story, 0).get_by_label("What happens between")).to_have_value(FIRST[0][4])
    expect(row(story, 1).get_by_label("What happens between")).to_have_value("We do not speak.")

    # when she follows the link in the summary and puts it right
    story.page.get_by_role("link", name="Row 2: Give this person a name").click()
    if story.javascript:
        expect(row(story, 1).get_by_label("Name")).to_be_focused()
    row(story, 1).get_by_label("Name").fill("Ed")
    story.press("Save the map")
    story.sees("The map is saved.")


def test_two_tabs_with_the_map_do_not_overwrite_each_other(story, clinic, made):
    where = f"/courses/{made.pk}/map/"
    story.sign_in(clinic.rosa.account)
    story.go(where)
    first = story.page
    second = first.context.new_page()
    second.goto(first.url)
    write(story, 0, *FIRST[0])
    story.press("Save the map")
    story.page = second
    write(story, 0, *FIRST[2])
    story.press("Save the map")
    story.sees("The map was changed after you opened it.")
    story.open_details("Show the map as a table")
    assert "mother" in in_the_table(story, "Mum")
    expect(row(story, 0).get_by_label("Name")).to_have_value("Jo")
    story.press("Save the map")
    story.sees("The map is saved.")
    story.page = first


def test_the_supervisor_looks_and_cannot_change_it(story, clinic, made):
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/map/")
    write(story, 0, *FIRST[0])
    story.press("Save the map")
    story.sign_in(clinic.miriam.account)
    story.go(f"/courses/{made.pk}/map/")
    story.sees_title("The people in Tom’s life")
    story.does_not_see("Save the map")
