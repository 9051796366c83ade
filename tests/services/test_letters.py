"""Letters: versions kept, nothing shared by itself, nothing final that is not whole."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from betweenus.domain.refusals import Conflict, NotAllowed, NotFound, Refusal
from betweenus.services import clock, letter_files, letters, my_letters, notes, people
from tests import worlds

pytestmark = pytest.mark.django_db

WHOLE = {
    "why_you_came": "You came because Sundays had gone quiet.",
    "what_we_found": "When you need something you make yourself small.",
    "what_shifted": "You asked your brother for the van.",
    "still_hard": "Asking at work.",
    "what_helps": "Notice the joke, and wait.",
    "goodbye": "Thank you for the work. Goodbye.",
}


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


@pytest.fixture
def course(clinic):
    return worlds.at_session(clinic.rosa, 14)


@pytest.fixture
def tom(course):
    return people.identify(worlds.client_of(course))


@pytest.fixture
def letter(clinic, course):
    return letters.start(by=clinic.rosa.acts, course_id=course.pk, kind="goodbye")


def wrote(clinic, letter, seen=0, **changes):
    return letters.write(
        by=clinic.rosa.acts, letter_id=letter.pk, sections=WHOLE | changes, seen_number=seen
    )


def moved(clinic, letter, to):
    return letters.move(by=clinic.rosa.acts, letter_id=letter.pk, to=to)


def test_starting_twice_gives_the_same_letter(clinic, course, letter):
    again = letters.start(by=clinic.rosa.acts, course_id=course.pk, kind="goodbye")
    assert again.pk == letter.pk


def test_a_draft_is_not_among_the_clients_letters(clinic, course, letter, tom):
    wrote(clinic, letter)
    assert my_letters.for_portal(course) == ()
    with pytest.raises(NotFound):
        my_letters.read(by=tom, letter_id=letter.pk)
    with pytest.raises(NotFound):
        letter_files.pdf(by=tom, letter_id=letter.pk)


def test_the_client_reads_what_was_shared_while_the_next_version_is_written(
    clinic, course, letter, tom
):
    wrote(clinic, letter)
    moved(clinic, letter, "shared")
    wrote(clinic, letter, seen=1, goodbye="Something new.")
    mine = my_letters.read(by=tom, letter_id=letter.pk)
    assert WHOLE["goodbye"] in {block for s in mine.paper.sections for block in s.paragraphs}
    assert mine.is_draft


def test_the_clients_reply_reaches_the_therapist(clinic, letter, tom):
    wrote(clinic, letter)
    moved(clinic, letter, "shared")
    my_letters.reply(by=tom, letter_id=letter.pk, words="I cried, and then I laughed.")
    now = letters.read_letter(by=clinic.rosa.acts, letter_id=letter.pk).letter.now
    assert now.state == "replied"
    assert [r.words for r in now.replies] == ["I cried, and then I laughed."]


def test_a_goodbye_letter_is_final_in_the_last_session_and_not_before(clinic, course, letter):
    wrote(clinic, letter)
    moved(clinic, letter, "shared")
    with pytest.raises(Refusal, match="last session"):
        moved(clinic, letter, "final")
    worlds.attend(clinic.rosa, course, 2)
    (last,) = worlds.upcoming(course)
    with clock.as_of(last.starts_at - timedelta(days=1)), pytest.raises(Refusal):
        moved(clinic, letter, "final")
    with clock.as_of(last.starts_at - timedelta(hours=1)):
        moved(clinic, letter, "final")
    with pytest.raises(Refusal, match="final and cannot be changed"):
        wrote(clinic, letter, seen=1, goodbye="Changed.")


def test_a_letter_to_somebody_else_is_not_shared(clinic, letter):
    wrote(clinic, letter, why_you_came="Dear Trish,\n\nYou came because Sundays had gone quiet.")
    with pytest.raises(Refusal, match="It greets “Trish”, but the client is Tom") as refused:
        moved(clinic, letter, "shared")
    assert refused.value.field == "why_you_came"


def test_a_letter_with_a_required_section_empty_is_not_final(clinic, course, letter):
    worlds.attend(clinic.rosa, course, 3)
    wrote(clinic, letter, what_shifted="")
    with pytest.raises(Refusal) as refused:
        moved(clinic, letter, "final")
    assert refused.value.field == "what_shifted"


def test_another_version_is_not_overwritten(clinic, letter):
    wrote(clinic, letter)
    with pytest.raises(Conflict):
        wrote(clinic, letter, goodbye="From another tab.")


def test_the_material_is_quoted_with_its_source_and_the_letter_stays_empty(clinic, course, letter):
    row = worlds.upcoming(course)[0]
    worlds.attend(clinic.rosa, course, 1)
    notes.sign(
        by=clinic.rosa.acts,
        appointment_id=row.pk,
        parts={"material": "m", "plan": "p", "risk_level": "none", "quotes": "I vanish"},
        seen_version=0,
    )
    page = letters.read_letter(by=clinic.rosa.acts, letter_id=letter.pk)
    assert ("I vanish", "the client, session 14") in {(m.text, m.source) for m in page.material}
    assert page.sections == {}
    assert any(gap.blocks for gap in page.missing)


def test_the_pdf_is_the_letter_and_says_when_it_is_a_draft(clinic, letter, tom):
    wrote(clinic, letter)
    moved(clinic, letter, "shared")
    read = PdfReader(io.BytesIO(letter_files.pdf(by=tom, letter_id=letter.pk).content))
    text = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    assert "Dear Tom" in text
    assert "asked your brother for the van" in text
    assert "Draft" in text
    assert letter_files.docx(by=tom, letter_id=letter.pk).content[:2] == b"PK"


@pytest.mark.parametrize("who", ["hugo", "ada", "carl"])
def test_nobody_else_reads_a_letter(clinic, letter, who):
    wrote(clinic, letter)
    for read in (letters.read_letter, letter_files.pdf):
        with pytest.raises(NotAllowed):
            read(by=getattr(clinic, who).acts, letter_id=letter.pk)


def test_the_client_does_not_reach_the_writers_page(clinic, letter, tom):
    wrote(clinic, letter)
    moved(clinic, letter, "shared")
    with pytest.raises(NotAllowed):
        letters.read_letter(by=tom, letter_id=letter.pk)
