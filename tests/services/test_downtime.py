"""What is on paper for a time without the service: for whom, and what never is."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from betweenus.domain.access import Role
from betweenus.domain.access.identity import system
from betweenus.domain.formulation.note_parts import PartKind
from betweenus.domain.formulation.notes import note_parts
from betweenus.domain.refusals import NotAllowed
from betweenus.records.events import Event
from betweenus.records.people import Person
from betweenus.records.safety import RiskTask
from betweenus.services import clock, downtime, downtime_sessions, measures
from tests import worlds

pytestmark = pytest.mark.django_db

OPERATOR = system("papers by a test")
SAFELY = "Her brother answers. Ring on Tuesdays only."
NAMED = {"phone": "07700 900123", "may_leave_message": True}


def words(file) -> str:
    pages = PdfReader(io.BytesIO(file.content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


@pytest.fixture
def tom(clinic):
    return worlds.at_session(clinic.rosa, 5, "Tom Abara", person=NAMED)


AT_RISK = [2, 2, 2, 1, 1, 1, 1, 0, 1]


def answered(course, who, answers=AT_RISK, **options):
    return measures.answer(
        by=who.acts,
        person_id=course.person_id,
        course_id=course.pk,
        measure="phq-9",
        answers=answers,
        **options,
    )


def test_a_list_says_who_comes_how_to_reach_them_where_they_are_and_what_waits(clinic, tom):
    said = words(downtime.own_sessions(by=clinic.rosa.acts))
    assert "Sessions of Rosa Lind, Tuesday 10 February to Tuesday 24 February" in said
    assert "As of Tuesday 10 February at 9:00am" in said
    for part in ("2:00pm", "Tom Abara", "07700900123", "Messages may be left"):
        assert part in said
    assert "Session 5 of 16, middle" in said
    assert "Session 7 of 16, middle" in said, "the last of the two weeks"
    assert "Session 8 of 16" not in said
    assert "There is no agreed focus yet." in said
    assert "116 123" in said


def test_whoever_has_nothing_booked_is_on_it_too(clinic, tom):
    later = worlds.at(clock.today() + timedelta(weeks=4))
    worlds.opened(clinic.rosa, "Ines Varga", first=later)
    said = words(downtime.own_sessions(by=clinic.rosa.acts))
    assert said.index("Nothing booked in these days") < said.index("Ines Varga")
    assert "0 of 16 sessions held" in said


def test_what_is_called_off_is_not_on_it_and_what_is_over_says_what_became(clinic, tom):
    first, second = worlds.upcoming(tom)[:2]
    worlds.course.record_attendance(by=clinic.rosa.acts, appointment_id=second.pk, attendance="2")
    with clock.as_of(worlds.NOW + timedelta(hours=7)):
        worlds.attend(clinic.rosa, tom, 1, "6")
        said = words(downtime.own_sessions(by=clinic.rosa.acts))
    assert first.starts_at.date() == worlds.TODAY
    assert "Came late, seen" in said
    assert "Tuesday 17 February 2:00pm" not in said


def test_no_sealed_word_is_on_any_paper_and_a_note_on_ringing_is_named(clinic, tom):
    person = Person.objects.get(pk=tom.person_id)
    person.contact_notes = SAFELY
    person.save()
    worlds.signed(clinic.rosa, tom, material="a marmalade room", risk="marmalade too")
    for file in downtime.all_papers(by=OPERATOR):
        assert "brother" not in words(file)
        assert "marmalade" not in words(file)
    own = words(downtime.own_sessions(by=clinic.rosa.acts))
    assert downtime_sessions.WITH_CARE in own
    assert "Messages may be left" not in own, "the note comes first"


def test_the_office_has_everybodys_sessions_and_nothing_of_how_they_are(clinic, tom):
    worlds.at_session(clinic.hugo, 2, "Ines Varga", hour=16)
    for who in (clinic.ada, clinic.carl):
        said = words(downtime.everybodys_sessions(by=who.acts))
        for part in ("Tom Abara", "Rosa Lind", "07700900123", "Ines Varga", "Hugo Pell", "4:00pm"):
            assert part in said
        for part in ("of 16", "middle", "focus", "What waits"):
            assert part not in said
    for who in (clinic.rosa, clinic.miriam):
        with pytest.raises(NotAllowed):
            downtime.everybodys_sessions(by=who.acts)


def test_a_therapists_list_has_nobody_elses_clients(clinic, tom):
    worlds.at_session(clinic.hugo, 2, "Ines Varga")
    assert "Ines" not in words(downtime.own_sessions(by=clinic.rosa.acts))
    assert "Tom" not in words(downtime.own_sessions(by=clinic.hugo.acts))
    with pytest.raises(NotAllowed):
        downtime.own_sessions(by=clinic.ada.acts)


def test_a_sign_of_risk_stands_on_the_list_and_not_on_the_offices(clinic, tom):
    answered(tom, clinic.rosa)
    assert "risk sign to acknowledge" in words(downtime.own_sessions(by=clinic.rosa.acts))
    assert "risk" not in words(downtime.everybodys_sessions(by=clinic.ada.acts))


def test_all_papers_are_one_list_a_therapist_the_offices_and_the_forms(clinic, tom):
    worlds.at_session(clinic.hugo, 2, "Ines Varga")
    papers = {file.name: file for file in downtime.all_papers(by=OPERATOR)}
    lists = sorted(name for name in papers if name.startswith("sessions-of-"))
    assert [name.rsplit("-", 1)[0] for name in lists if "everybody" not in name] == [
        "sessions-of-hugo-pell",
        "sessions-of-rosa-lind",
    ]
    assert {"sessions-of-everybody.pdf", "forms.pdf", "questionnaires.pdf"} <= set(papers)
    event = Event.objects.filter(act="print everybody’s sessions").latest("id")
    assert (event.role, event.detail["lists"]) == (Role.SYSTEM, 3)
    assert "Tom" not in str(event.detail)


def test_only_whoever_runs_the_machine_writes_everybodys(clinic, tom):
    for who in (clinic.ada, clinic.carl, clinic.rosa):
        with pytest.raises(NotAllowed):
            downtime.all_papers(by=who.acts)


def test_the_forms_ask_for_what_the_service_asks_for(clinic):
    said = words(downtime.forms(by=clinic.rosa.acts))
    for part in note_parts():
        assert (part.name in said) == (part.kind is not PartKind.BALANCE)
    for part in (
        "3 Did not attend",
        "I called the emergency services",
        "A sign of risk",
        "116 123",
    ):
        assert part in said


def test_the_questionnaires_leave_room_for_a_name(clinic):
    said = words(downtime.questionnaires(by=clinic.rosa.acts))
    assert "Name:" in said
    assert "Little interest or pleasure in doing things" in said
    assert "GAD-7" in said


def test_what_was_written_on_paper_is_entered_with_its_own_day_and_says_when(clinic, tom):
    """Four days later; the session, its attendance and the answers keep the day they happened."""
    row = worlds.upcoming(tom)[0]
    with clock.as_of(worlds.NOW + timedelta(days=4)):
        worlds.course.record_attendance(by=clinic.rosa.acts, appointment_id=row.pk, attendance="5")
        note = worlds.signed(clinic.rosa, tom, session=5)
        given = answered(tom, clinic.rosa, answered_on=worlds.TODAY)
        row.refresh_from_db()
    assert row.starts_at.date() == worlds.TODAY
    assert given.answered_on == worlds.TODAY
    assert RiskTask.objects.get(person=tom.person_id).opened_at.date() > given.answered_on
    assert row.recorded_at.date() == note.signed_at.date() == worlds.TODAY + timedelta(days=4)
