"""Words a licence holder gives: laid over structure and scoring, which they cannot change."""

import re

import pytest

from betweenus.domain import measures
from betweenus.domain.measures import CatalogueError
from betweenus.domain.measures.wording import empty_wording, worded

WITHOUT = [m for m in measures.all_measures() if m.wording_held_locally]


@pytest.fixture
def folder(tmp_path):
    measures.word_from(tmp_path)
    yield tmp_path
    measures.word_from(None)


def filled(measure) -> str:
    """An empty wording with invented words in every place."""
    count = iter(range(1000))
    return re.sub(
        '""', lambda _: f'"words {next(count)}"', _without_comment(empty_wording(measure))
    )


def _without_comment(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))


@pytest.mark.parametrize("measure", WITHOUT, ids=lambda m: m.id)
def test_an_empty_wording_filled_in_makes_a_questionnaire_that_can_be_shown(measure, folder):
    (folder / f"{measure.id}.toml").write_text(filled(measure), encoding="utf-8")
    measures.word_from(folder)
    here = measures.get(measure.id)
    assert here.can_be_shown
    assert here.recall.stem.startswith("words")
    assert all(item.text.startswith("words") for item in here.questions())
    for item in here.items:
        ends = item.options[0], item.options[-1]
        asked = item.options if len(item.options) <= 11 else ends
        assert all(option.text.startswith("words") for option in asked)
    assert all(comment.text.startswith("words") for comment in here.comments)
    assert measure.id not in [one.measure.id for one in measures.lacking()]


def test_words_change_nothing_of_the_scoring(folder):
    wsas = measures.get("wsas")
    (folder / "wsas.toml").write_text(filled(wsas), encoding="utf-8")
    here = worded(wsas, folder / "wsas.toml")
    assert here.score([4, 5, 6, 7, 8]) == wsas.score([4, 5, 6, 7, 8])
    assert (here.digest, here.scales) == (wsas.digest, wsas.scales)


def test_an_answer_without_words_keeps_its_number(folder):
    text = filled(measures.get("wsas"))
    text = text.replace(re.search(r"^7 = .*\n", text, re.MULTILINE)[0], "")
    (folder / "wsas.toml").write_text(text, encoding="utf-8")
    measures.word_from(folder)
    assert measures.get("wsas").item(1).text_of(7) == "7"
    assert measures.get("wsas").item(1).text_of(8).startswith("words")


def test_of_a_long_row_of_answers_only_the_ends_are_asked_for(folder):
    asked = re.findall(r"^(\d+) = ", empty_wording(measures.get("srs")), re.MULTILINE)
    assert asked == ["0", "100", "1", "2", "3", "4"]


def test_what_is_lacking_says_which_file_to_make(folder):
    one = next(one for one in measures.lacking() if one.measure.id == "wsas")
    assert (one.path, one.problem) == (folder / "wsas.toml", "")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('3 = "words', '33 = "words', "items.3: is missing"),
        ("stem = ", "stam = ", "stem: is missing"),
        ("[answers]", "[answerz]", "answerz: is not a field known here"),
        ('\n0 = "', '\nnone = "', "answers.none: must be the number"),
        ('\n8 = "', '\n9 = "', "answers.9: must be the number of an answer"),
        ('stem = "words 0"', 'stem = "words 0', "line 1: is not valid TOML"),
    ],
)  # fmt: skip
def test_a_wrong_wording_is_told_by_file_and_field_and_stops_nobody(folder, old, new, said):
    text = filled(measures.get("wsas"))
    place = text.index(old) if "items" not in said else text.index(old, text.index("[items]"))
    text = text[:place] + new + text[place + len(old) :]
    (folder / "wsas.toml").write_text(text, encoding="utf-8")
    measures.word_from(folder)
    assert not measures.get("wsas").can_be_shown
    one = next(one for one in measures.lacking() if one.measure.id == "wsas")
    assert "wsas.toml" in one.problem
    assert said in one.problem


def test_words_of_our_own_are_not_replaced(folder):
    (folder / "phq-9.toml").write_text('stem = "other"', encoding="utf-8")
    measures.word_from(folder)
    assert measures.get("phq-9").recall.stem.startswith("Over the last 2 weeks")
    with pytest.raises(CatalogueError, match="comes with its wording"):
        worded(measures.get("phq-9"), folder / "phq-9.toml")
