"""A battery on paper: tagged, every word of it there, and room to decline."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from betweenus.domain.measures import WordingHeldLocally
from betweenus.domain.measures.catalogue import all_measures, get, word_from
from betweenus.domain.measures.wording import empty_wording
from betweenus.exchange.questionnaires import Form, Sheet, to_pdf

CRISIS = "In danger: call 999.\n\nSamaritans: 116 123, day or night."


def sheet(*forms: Form) -> Sheet:
    return Sheet("Orle Valley", "Tom", date(2026, 2, 10), CRISIS, forms)


def words(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def plain(text: str) -> str:
    return text.replace("\u2019", "'").replace(" ", "")


@pytest.mark.parametrize(
    "measure", [one for one in all_measures() if one.can_be_shown], ids=lambda one: one.id
)
def test_every_question_and_answer_of_a_measure_is_on_the_paper(measure):
    said = plain(words(to_pdf(sheet(Form(measure)))))
    for item in measure.items:
        assert plain(f"{item.number}. {item.text}") in said
        assert plain(item.options[-1].text) in said
    for comment in measure.comments:
        assert plain(comment.text) in said
    assert said.count(plain("I would rather not answer")) == len(measure.items)
    assert said.count(plain("Does not apply to me")) == sum(i.may_not_apply for i in measure.items)


def test_an_answer_of_very_many_is_a_number_to_write(tmp_path, settings):
    (tmp_path / "srs.toml").write_text(empty_wording(get("srs")).replace(' = ""', ' = "Words"'))
    word_from(tmp_path)
    try:
        said = words(to_pdf(sheet(Form(get("srs")))))
    finally:
        word_from(settings.WORDINGS)
    assert said.count("A number from 0 (Words) to 100 (Words):") == 4
    assert said.count("I would rather not answer") == 4
    assert " 57 " not in said


def test_it_is_tagged_titled_and_in_english():
    root = PdfReader(io.BytesIO(to_pdf(sheet(Form(get("phq-9")))))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("en")


def test_it_says_how_many_questions_whom_to_think_of_and_where_to_turn():
    forms = (Form(get("phq-9")), Form(get("ecr-rs"), "your partner"))
    said = words(to_pdf(sheet(*forms)))
    assert "19 questions" in said
    assert "Think of your partner." in said
    assert "Samaritans: 116 123" in said


def test_terms_of_use_that_ask_to_be_named_are():
    measure = get("core-10")
    assert measure.licence.attribution
    assert plain(measure.licence.attribution[:40]) in plain(words(to_pdf(sheet(Form(measure)))))


def test_what_may_not_be_shown_is_not_printed():
    held = next(one for one in all_measures() if not one.can_be_shown)
    with pytest.raises(WordingHeldLocally):
        to_pdf(sheet(Form(held)))


def test_nothing_typed_acts_as_markup():
    odd = Sheet("#panic() Service", "*Tom* $x$ @ref", date(2026, 2, 10), "_#_", ())
    assert "*Tom* $x$ @ref" in words(to_pdf(odd))
