"""The interpersonal map: nobody hides anybody, closer is nearer, and change is shown."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betweenus.web.pictures.map_drawing import cards, ground_for, layout
from betweenus.web.pictures.map_values import PeopleMap, Person, Standing
from betweenus.web.pictures.picture import NARROW, WIDE
from betweenus.web.pictures.places import Place
from betweenus.web.pictures.relationship_map import draw_map
from tests.web.pictures import examples
from tests.web.pictures.reading import kinds_in, said_in, told, words_in

letters = st.characters(categories=["L", "N"], include_characters=" -'")
names = st.text(letters, min_size=1, max_size=24).filter(str.strip)
standings = st.sampled_from(Standing)


@st.composite
def snapshots(draw):
    """Anybody's map: 3 to 15 people with names of up to 24 characters, at any distance."""
    count = draw(st.integers(3, 15))
    people = tuple(
        Person(
            str(n),
            draw(names),
            draw(st.sampled_from(["", "mother", "old friend from school"])),
            draw(st.integers(1, 5)),
            draw(standings),
            draw(st.sampled_from(["", "family", "work"])),
            draw(st.sampled_from(["", "I go quiet, he asks what is wrong"])),
        )
        for n in range(count)
    )
    before = draw(st.none() | st.just(tuple(replace(p, closeness=3) for p in people[1:])))
    return PeopleMap(people, before)


def laid(people_map, sheet):
    ground = ground_for(people_map, sheet)
    return layout(people_map, cards(people_map, sheet), ground), ground


@given(snapshots(), st.sampled_from([WIDE, NARROW]))
def test_no_name_overlaps_another_or_the_middle_and_none_leaves_the_sheet(people_map, sheet):
    found, ground = laid(people_map, sheet)
    middle = Place(0, 0, ground.core * 2, ground.core * 2)
    places = [middle, *(spot.place for spot in found.spots)]
    assert len(found.spots) == len(people_map.people)
    assert not [(a, b) for a, b in combinations(places, 2) if a.overlaps(b)]
    assert all(abs(p.x) + p.width / 2 <= sheet.width / 2 for p in places)


@given(snapshots(), st.sampled_from([WIDE, NARROW]))
def test_who_is_closer_is_never_further_out(people_map, sheet):
    found, _ = laid(people_map, sheet)
    for a, b in combinations(found.spots, 2):
        if a.person.closeness > b.person.closeness:
            assert a.distance < b.distance


@given(snapshots())
def test_the_same_people_always_get_the_same_map(people_map):
    assert draw_map(people_map) == draw_map(people_map)


def test_fifteen_people_at_one_distance_still_have_room():
    people = tuple(Person(str(n), "W" * 24, "friend", 5) for n in range(15))
    for sheet in (WIDE, NARROW):
        found, _ = laid(PeopleMap(people), sheet)
        places = [spot.place for spot in found.spots]
        assert not [(a, b) for a, b in combinations(places, 2) if a.overlaps(b)]


@pytest.mark.parametrize("count", [3, 8, 15])
def test_everybody_is_named_in_full_on_both_drawings(count):
    picture = draw_map(PeopleMap(examples.people(count)))
    for drawing in (picture.wide, picture.narrow):
        said = said_in(drawing).replace("- ", "-")
        for person in examples.people(count):
            assert person.name in said


def test_past_present_and_therapist_differ_in_line_and_in_words():
    picture = draw_map(PeopleMap(examples.people(5)))
    for drawing in (picture.wide, picture.narrow):
        assert {"pic-person--past", "pic-person--present", "pic-person--therapist"} <= set(
            kinds_in(drawing)
        )
        assert {"in life now", "in the past", "therapist"} <= set(words_in(drawing))


def test_what_happens_between_is_written_while_there_is_room_and_always_in_the_table():
    few, many = (draw_map(PeopleMap(examples.people(n))) for n in (8, 15))
    assert "she counts, I give in" in said_in(few.wide)
    assert "she counts, I give in" not in said_in(many.wide)
    for picture in (few, many):
        assert "she counts, I give in" in [row[4] for row in picture.twin.rows]


def one(closeness, standing=Standing.PRESENT):
    return Person("a", "Ann", "sister", closeness, standing)


@pytest.mark.parametrize(
    ("before", "now", "drawn", "written"),
    [
        ((one(2),), (one(4),), "closer", "2 closer"),
        ((one(4),), (one(3),), "further", "1 further away"),
        ((), (one(3),), "new", "new"),
        ((one(3),), (one(3, Standing.PAST),), "now in the past", "now in the past"),
        ((one(4),), (one(3, Standing.PAST),), "further", "1 further away, now in the past"),
    ],
)
def test_a_change_is_drawn_and_written(before, now, drawn, written):
    picture = draw_map(PeopleMap(now, before, "session 2"))
    assert drawn in words_in(picture.wide)
    assert drawn in words_in(picture.narrow)
    assert picture.twin.headers[-1] == "Change since session 2"
    assert picture.twin.rows[0][-1] == written
    assert f"Change since session 2: Ann: {drawn}" in told(picture.wide)[1]


def test_who_has_not_moved_carries_no_mark():
    picture = draw_map(PeopleMap((one(3),), (one(3),)))
    assert "pic-change-arrow" not in kinds_in(picture.wide)
    assert picture.twin.rows[0][-1] == "the same"


def test_who_is_gone_is_named_below_and_in_the_table():
    picture = draw_map(PeopleMap((one(3),), (one(3), Person("v", "Victor", "flatmate", 2))))
    assert "no longer on the map: Victor" in said_in(picture.narrow)
    assert picture.twin.rows[-1][0] == "Victor"
    assert picture.twin.rows[-1][-1] == "no longer on the map"


def test_a_first_map_speaks_of_no_change():
    picture = draw_map(PeopleMap(examples.people(5)))
    assert len(picture.twin.headers) == 5
    assert "Change" not in told(picture.wide)[1]


def test_an_empty_map_invites():
    picture = draw_map(PeopleMap(()))
    assert "Nobody is on the map yet." in said_in(picture.narrow)
    assert "Me" in words_in(picture.narrow)


def test_nobody_is_on_the_map_twice():
    with pytest.raises(AssertionError):
        PeopleMap((one(3), one(4)))
