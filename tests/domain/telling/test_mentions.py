"""Who is mentioned: by name, as kin, by a name not yet on the map, or the therapist by "you"."""

from betweenus.domain.telling.mentions import people_mentioned


def test_somebody_of_the_map_is_called_as_on_the_map():
    assert people_mentioned("I saw karen at work", ["Karen Smith"]) == ("Karen Smith",)
    assert people_mentioned("my mother rang", ["Mum", "Tom"]) == ("Mum",)
    assert people_mentioned("my boss was late", ["Linda (manager)"]) == ("Linda (manager)",)


def test_two_of_a_kind_on_the_map_are_not_confused():
    assert people_mentioned("my sister rang", ["Anna (sister)", "Beth (sister)"]) == ("sister",)
    assert people_mentioned("Beth rang", ["Anna (sister)", "Beth (sister)"]) == ("Beth (sister)",)


def test_others_are_called_what_they_are_or_by_their_name():
    assert people_mentioned("My dad and my best friend came") == ("father", "friend")
    assert people_mentioned("Then Priya said it was fine") == ("Priya",)
    assert people_mentioned("I was out with Marcus") == ("Marcus",)


def test_capital_letters_that_name_nobody_are_nobody():
    assert people_mentioned("On Monday I went to Leeds with a cold") == ()
    assert people_mentioned("Then she left. She said nothing at Christmas.") == ()


def test_part_of_a_word_is_nobody():
    assert people_mentioned("I dreamt of a tomb and summer", ["Tom", "Su"]) == ()


def test_you_is_the_therapist_only_where_they_did_something():
    assert people_mentioned("you cancelled and I was cross with you") == ("therapist",)
    assert people_mentioned("you know, you just get on with it") == ()
