"""A copy of the record: everything is in it, what is kept back has a reason, nothing aborts it."""

import hashlib
import io
import json
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from pypdf import PdfReader

from betweenus.domain.access.identity import system
from betweenus.domain.disclosure import Reason, Withholding
from betweenus.domain.refusals import NotAllowed, NotFound, Refusal
from betweenus.records.diary import DiaryEntry
from betweenus.records.disclosure import CopyGiven
from betweenus.records.events import Event
from betweenus.records.notes import SignedNote
from betweenus.records.people import Person
from betweenus.services import (
    clock,
    corrections,
    diary,
    disclosure,
    focus,
    people,
    record_copy,
    record_labels,
)
from tests import worlds

pytestmark = pytest.mark.django_db

MARMALADE = "He came late again, with marmalade on his sleeve."


@pytest.fixture
def clinic():
    return worlds.clinic()


@pytest.fixture
def made(clinic):
    course = worlds.at_session(clinic.rosa, 3, "Tom Abara")
    worlds.signed(clinic.rosa, course, session=2, quotes=["I vanish."])
    return course


@pytest.fixture
def tom(made):
    return people.identify(worlds.client_of(made))


def request(clinic, made, **more):
    return disclosure.ask(by=clinic.rosa.acts, person_id=made.person_id, **more)


def files(file) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def note_key() -> str:
    return f"SignedNote:{SignedNote.objects.get().pk}"


def test_every_table_that_leads_to_a_person_has_a_chapter_or_a_reason():
    placed = {name for names in record_copy.CHAPTERS.values() for name in names}
    leading = set(record_copy.leading_to_a_person())
    assert leading == placed | set(record_copy.LEFT_OUT)
    assert not placed & set(record_copy.LEFT_OUT)
    beside = {model.__name__ for model in apps.get_app_config("records").get_models()} - leading
    assert beside == {
        "Account", "Event", "Absence", "DutyTurn", "Round", "SupervisionLink", "ServiceVersion",
        "ThresholdRevision", "ReadingReview", "ReadingDay", "ChangeMark",
    }, "a table about nobody: say so here, or link it to the person it is about"  # fmt: skip


def test_everything_in_the_copy_is_called_by_a_plain_name():
    """A name for each field that is told, and none for one that is gone."""
    told = {
        name: {field.name for field in record_copy.told(apps.get_model("records", name))}
        for names in record_copy.CHAPTERS.values()
        for name in names
    }
    assert told == {name: set(labels) for name, labels in record_labels.LABELS.items()}


def test_codes_and_numbers_are_told_as_one_says_them(clinic, made, tom):
    diary.write(by=tom, course_id=made.pk, parts={"felt": "small", "what_happened": MARMALADE})
    lines = {
        title: dict(item.lines)
        for item in record_copy.gather(made.person).items
        for title in [item.title]
    }
    assert lines["Referral"]["Came from"] == "GP"
    assert lines["Your diary"]["What happened"] == MARMALADE
    assert lines["Your diary"]["What did you feel"] == "small"
    assert lines["Note of a session"]["The client’s words to keep"] == "I vanish."


def test_the_copy_holds_what_everybody_wrote_on_a_page_on_paper_and_as_data(clinic, made, tom):
    diary.write(by=tom, course_id=made.pk, parts={"what_happened": MARMALADE}, shared=False)
    parts = {"self": "a nuisance", "other": "fed up", "affects": [{"name": "shame"}]}
    focus.write(by=clinic.rosa.acts, course_id=made.pk, seen_number=0, parts=parts)

    file = disclosure.give(by=clinic.rosa.acts, request_id=request(clinic, made))

    held = files(file)
    assert set(held) == {"your-record.html", "your-record.pdf", "your-record.json"}
    page = held["your-record.html"].decode()
    data = json.loads(held["your-record.json"])
    paper = " ".join(
        one.extract_text() for one in PdfReader(io.BytesIO(held["your-record.pdf"])).pages
    )
    for words in (MARMALADE, "a nuisance", "I vanish.", "Rosa Lind"):
        assert words in page
        assert words in re.sub(r"\s+", " ", paper)
        assert words in json.dumps(data, ensure_ascii=False)
    assert "Attended on time" in page, "a code is told in words"
    assert "Who opened or changed your record" in page
    assert "<script" not in page


def test_the_words_of_every_sealed_field_of_this_person_are_in_it(clinic, made, tom):
    """Asked of the tables themselves, so that the copy cannot agree with itself alone."""
    disclosure.ask(by=tom, person_id=made.person_id, words="I want to read it all.")
    corrections.ask(by=tom, about="notes", words="I did not say that.")
    diary.write(by=tom, course_id=made.pk, parts={"what_happened": MARMALADE})
    text = "\n".join(
        line
        for item in record_copy.gather(made.person).items
        for pair in item.lines
        for line in pair
    )
    looked = 0
    for name, way in record_copy.leading_to_a_person().items():
        if name in record_copy.LEFT_OUT:
            continue
        model = apps.get_model("records", name)
        for row in model._default_manager.filter(**{way: made.person_id}):
            for field in model._meta.concrete_fields:
                if type(field).__name__ == "SealedText" and getattr(row, field.attname):
                    assert getattr(row, field.attname) in text
                    looked += 1
    assert looked > 3


def test_nobody_elses_record_is_in_it(clinic, made):
    other = worlds.at_session(clinic.rosa, 2, "Ines Moreau")
    worlds.signed(clinic.rosa, other, session=1, quotes=["Only Ines said that."])
    file = disclosure.give(by=clinic.rosa.acts, request_id=request(clinic, made))
    page = files(file)["your-record.html"].decode()
    assert "Moreau" not in page
    assert "Only Ines said that." not in page


def test_what_is_kept_back_is_listed_with_its_reason_and_without_its_words(clinic, made):
    asked = request(clinic, made)
    part = Withholding(note_key(), Reason.SOMEBODY_ELSE, "It is about his brother's illness.")
    disclosure.withhold(by=clinic.rosa.acts, request_id=asked, part=part)

    held = files(disclosure.give(by=clinic.rosa.acts, request_id=asked))

    for content in (held["your-record.html"].decode(), held["your-record.json"].decode()):
        assert "I vanish." not in content
        assert "brother" not in content, "what was weighed could tell what is kept back"
    assert (
        "Kept back. It is about somebody else, who has not agreed."
        in held["your-record.html"].decode()
    )
    page = disclosure.prepare(by=clinic.rosa.acts, person_id=made.person_id)
    kept = page.copy.withheld[0]
    assert kept.withheld.words == "It is about his brother's illness."
    assert any("I vanish." in text for _, text in kept.lines), "whoever decides still reads it"
    given = CopyGiven.objects.get()
    assert (given.withheld, given.unreadable) == (1, 0)

    disclosure.show_again(by=clinic.rosa.acts, request_id=asked, item=note_key())
    held = files(disclosure.give(by=clinic.rosa.acts, request_id=asked))
    assert "I vanish." in held["your-record.html"].decode()


def test_serious_harm_needs_the_professional_and_the_day_of_the_opinion(clinic, made):
    asked = request(clinic, made)

    def withhold(**more):
        part = Withholding(note_key(), Reason.SERIOUS_HARM, "Discussed with the team.", **more)
        disclosure.withhold(by=clinic.rosa.acts, request_id=asked, part=part)

    with pytest.raises(Refusal, match="health professional") as refused:
        withhold()
    assert refused.value.field == "professional"
    with pytest.raises(Refusal, match="which day"):
        withhold(professional="Dr A. Bell, consultant psychiatrist")
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(Refusal, match="which day"):
        withhold(professional="Dr A. Bell, consultant psychiatrist", opinion_on=tomorrow)
    withhold(professional="Dr A. Bell, consultant psychiatrist", opinion_on=clock.today())
    events = Event.objects.filter(act="prepare a copy of the record", detail__has_key="withheld")
    assert events.get().detail["reason"] == "serious harm"


def test_a_part_that_is_not_theirs_cannot_be_named(clinic, made):
    other = worlds.at_session(clinic.rosa, 2, "Ines Moreau")
    asked = request(clinic, made)
    part = Withholding(f"Course:{other.pk}", Reason.SOMEBODY_ELSE, "wrong person")
    with pytest.raises(NotFound):
        disclosure.withhold(by=clinic.rosa.acts, request_id=asked, part=part)


def test_a_note_that_does_not_open_is_listed_and_stops_nothing(clinic, made, tom):
    diary.write(by=tom, course_id=made.pk, parts={"what_happened": MARMALADE})
    broken = DiaryEntry.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("update records_diaryentry set parts = 'gone:AAAA'")

    file = disclosure.give(by=clinic.rosa.acts, request_id=request(clinic, made))

    assert [item.key for item in file.copy.unreadable] == [f"DiaryEntry:{broken.pk}"]
    page = files(file)["your-record.html"].decode()
    assert "1 part could not be opened" in page
    assert "I vanish." in page
    assert "BETWEENUS_KEYS" not in files(file)["your-record.json"].decode()


def test_the_copy_that_was_given_can_be_told_by_its_fingerprint(clinic, made):
    file = disclosure.give(by=clinic.rosa.acts, request_id=request(clinic, made))
    given = CopyGiven.objects.get()
    assert given.digest == hashlib.sha256(file.content).hexdigest()
    assert given.items == len(file.copy.items)


def test_the_answer_is_due_in_a_month_or_three(clinic, made):
    asked = request(clinic, made, received_on=clock.today() - timedelta(days=10))
    (standing,) = disclosure.waiting(by=clinic.ada.acts).copies
    assert 28 - 10 <= (standing.due_on - clock.today()).days <= 31 - 10
    disclosure.extend(by=clinic.rosa.acts, request_id=asked, why="Two therapies, many letters.")
    (standing,) = disclosure.waiting(by=clinic.ada.acts).copies
    assert 89 - 10 <= (standing.due_on - clock.today()).days <= 92 - 10


def test_more_time_is_not_taken_when_the_first_month_is_over(clinic, made):
    asked = request(clinic, made, received_on=clock.today() - timedelta(days=40))
    with pytest.raises(Refusal, match="month is over"):
        disclosure.extend(by=clinic.rosa.acts, request_id=asked, why="Two therapies.")
    (standing,) = disclosure.waiting(by=clinic.ada.acts).copies
    assert standing.late


def test_a_request_is_asked_once_and_ends_with_a_copy_or_a_reason(clinic, made, tom):
    mine = disclosure.ask(by=tom, person_id=made.person_id, words="I want to read it.")
    assert request(clinic, made) == mine
    with pytest.raises(Refusal, match="No copy was given"):
        disclosure.close(by=clinic.rosa.acts, request_id=mine)
    disclosure.give(by=clinic.rosa.acts, request_id=mine)
    disclosure.close(by=clinic.rosa.acts, request_id=mine)
    assert disclosure.waiting(by=clinic.ada.acts).copies == ()
    assert disclosure.mine(by=tom)[0].given_at
    assert request(clinic, made) != mine


def test_only_their_own_clinician_sees_into_it(clinic, made, tom):
    asked = request(clinic, made)
    part = Withholding(note_key(), Reason.SOMEBODY_ELSE, "why")
    for who in (clinic.ben.acts, clinic.hugo.acts, clinic.miriam.acts, clinic.ada.acts, tom):
        with pytest.raises(NotAllowed):
            disclosure.prepare(by=who, person_id=made.person_id)
        with pytest.raises(NotAllowed):
            disclosure.give(by=who, request_id=asked)
        with pytest.raises(NotAllowed):
            disclosure.withhold(by=who, request_id=asked, part=part)


def test_people_are_found_by_number_email_or_id_for_the_command_line(made):
    operator = system("a copy by a test")
    Person.objects.filter(pk=made.person_id).update(
        nhs_number="9434765919", email="tom@home.example"
    )
    for said in ("943 476 5919", "TOM@home.example", str(made.person_id)):
        assert disclosure.find(by=operator, who=said) == made.person_id
    for said in ("nobody@home.example", "x", "0"):
        with pytest.raises(Refusal, match="Nobody found"):
            disclosure.find(by=operator, who=said)


def test_what_a_client_says_is_wrong_is_answered_and_nothing_is_erased(clinic, made, tom):
    asked = corrections.ask(by=tom, about="sessions", words="I was there on 3 March.")
    assert corrections.ask(by=tom, about="sessions", words="I was there on 3 March.") == asked
    (seen,) = corrections.read(by=clinic.rosa.acts, person_id=made.person_id)
    assert seen.words == "I was there on 3 March."
    for missing in ({"outcome": "", "words": "x"}, {"outcome": "kept", "words": " "}):
        with pytest.raises(Refusal):
            corrections.answer(by=clinic.rosa.acts, correction_id=asked, **missing)
    said = {"outcome": "corrected", "words": "You were; we have changed it."}
    corrections.answer(by=clinic.rosa.acts, correction_id=asked, **said)
    corrections.answer(by=clinic.rosa.acts, correction_id=asked, **said)
    with pytest.raises(Refusal, match="answered already"):
        corrections.answer(by=clinic.rosa.acts, correction_id=asked, outcome="kept", words="No.")
    (mine,) = corrections.mine(by=tom)
    assert (mine.outcome, mine.answer) == ("Corrected", "You were; we have changed it.")
    with pytest.raises(NotAllowed):
        corrections.read(by=clinic.ben.acts, person_id=made.person_id)


def test_a_day_ahead_is_refused(clinic, made):
    with pytest.raises(Refusal, match="still to come"):
        request(clinic, made, received_on=date(2999, 1, 1))


def test_a_clinician_sees_what_waits_of_their_own_clients_and_is_told_without_a_word_of_it(
    clinic, made, tom, mailoutbox
):
    disclosure.ask(by=tom, person_id=made.person_id, words="I want to read it.")
    corrections.ask(by=tom, about="notes", words="I did not say that.")
    waits = disclosure.waiting(by=clinic.rosa.acts)
    assert [one.name for one in waits.copies] == ["Tom Abara"]
    assert waits.corrections == ((made.person_id, "Tom Abara", 1),)
    for other in (clinic.hugo, clinic.ben):
        assert disclosure.waiting(by=other.acts) == disclosure.Waiting((), ())
    told = [mail for mail in mailoutbox if mail.to == [clinic.rosa.account.email]]
    assert len(told) == 2
    assert not any("Abara" in mail.body or "read it" in mail.body for mail in told)
