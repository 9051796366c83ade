"""Codes are offered for each slot from the words that belong to it, and nothing is decided."""

from dataclasses import replace

import pytest

from betweenus.domain.patterns.coding import SLOTS
from betweenus.exchange.language.suggesting import word_list
from betweenus.records.episodes import CodeDecision
from betweenus.services import clock, diary, episodes, people, relationship_map, suggesting
from tests import worlds
from tests.told_words import MAP, MOMENT, kept, looked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_model_on_a_tuesday_in_february(monkeypatch):
    """What is suggested must not hang on what is installed where the tests run."""
    monkeypatch.setattr(suggesting, "suggester", word_list)
    with clock.as_of(worlds.NOW):
        yield


@pytest.fixture
def rosa(clinic):
    return clinic.rosa.acts


@pytest.fixture
def made(clinic, rosa):
    course = worlds.at_session(clinic.rosa, 3)
    relationship_map.save(by=rosa, course_id=course.pk, people=MAP, seen_number=0)
    return course


@pytest.fixture
def told(rosa, made):
    tom = people.identify(worlds.client_of(made))
    entry = diary.write(by=tom, course_id=made.pk, parts=MOMENT)
    source = ("diary", entry.pk)
    episode_id = kept(rosa, source, looked(rosa, source).left[0])
    return episodes.one(by=rosa, episode_id=episode_id).told


def test_each_answer_is_looked_at_by_itself(told):
    found = suggesting.codes_for(told)
    assert found["affect_shown"].offered[0].code == "shame"
    assert all(1 <= len(one.offered) <= 3 for one in found.values() if one.offered)
    for slot, one in found.items():
        for code in one.offered:
            assert code.words.lower() in told.answers[slot].lower()


def test_a_feeling_beneath_is_offered_only_where_the_client_said_so(told):
    assert "affect_hidden" not in suggesting.codes_for(told)
    felt = "Furious, but underneath I was ashamed."
    answers = {"affect_shown": felt, "affect_hidden": felt}
    found = suggesting.codes_for(replace(told, answers=answers))
    assert found["affect_shown"].offered[0].code == "anger"
    assert found["affect_hidden"].offered[0].code == "shame"


def test_a_story_without_parts_is_never_sure(told):
    story = "She asked for my shift and I said yes. I was furious and said nothing at all."
    found = suggesting.codes_for(replace(told, answers={}, story=story))
    assert found
    assert all(one.unsure for one in found.values())
    assert all(
        code.probability >= suggesting.OF_THE_WHOLE
        for one in found.values()
        for code in one.offered
    )


def test_nothing_told_is_nothing_to_say(told):
    assert suggesting.codes_for(replace(told, answers={}, story="  ")) == {}


def test_looking_decides_nothing(told):
    suggesting.codes_for(told)
    assert not CodeDecision.objects.exists()
    assert set(suggesting.codes_for(told)) <= set(SLOTS)
