"""A questionnaire whose words its licence holder gave: asked like any other, refused without."""

import json
import re

import pytest

from betweenus.domain import measures as catalogue
from betweenus.domain.course import load_protocol, packaged_text
from betweenus.domain.measures import NOT_APPLICABLE, WordingHeldLocally
from betweenus.domain.measures.wording import empty_wording
from betweenus.services import measures, people
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


@pytest.fixture
def rosa():
    return worlds.clinic().rosa


@pytest.fixture
def made(rosa):
    return worlds.at_session(rosa, 5)


@pytest.fixture
def no_words():
    """No folder, whatever this machine has."""
    catalogue.word_from(None)


@pytest.fixture
def words(tmp_path):
    """The words of WSAS, invented, in the service's folder."""
    _, heading, body = empty_wording(catalogue.get("wsas")).partition("stem")
    count = iter(range(100))
    text = re.sub('""', lambda _: json.dumps(f"words {next(count)}"), heading + body)
    (tmp_path / "wsas.toml").write_text(text, encoding="utf-8")
    catalogue.word_from(tmp_path)
    yield
    catalogue.word_from(None)


def due_before_session_5() -> tuple[str, ...]:
    return load_protocol(packaged_text()).measures_of(5)


def test_without_words_it_is_not_asked_and_the_refusal_says_what_to_do(no_words, rosa, made):
    with pytest.raises(WordingHeldLocally) as refused:
        measures.ask(by=rosa.acts, person_id=made.person_id, measure="wsas")
    assert "Isaac Marks" in refused.value.todo
    assert refused.value.todo.endswith("betweenus measures wording wsas")
    assert "wsas" not in due_before_session_5()


def test_with_words_it_is_due_asked_and_answered(words, rosa, made):
    assert "wsas" in due_before_session_5()
    asked = measures.ask(by=rosa.acts, person_id=made.person_id, course_id=made.pk, measure="wsas")
    row = measures.answer(
        by=people.identify(worlds.client_of(made)),
        person_id=made.person_id,
        course_id=made.pk,
        measure="wsas",
        request_id=asked.pk,
        answers=[NOT_APPLICABLE, 1, 8, 6, 4],
    )
    assert (row.total, row.band, row.prorated) == (23.75, "Severe", True)
    assert row.items["work"] == "not applicable"
    assert row.definition_digest == catalogue.get("wsas").digest
