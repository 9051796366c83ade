"""The client's own pages, as they arrive in a browser: what they say, and what they never say."""

import re
from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse

from betweenus.domain.access import TABLE
from betweenus.domain.refusals import NotAllowed
from betweenus.domain.trail import Purpose
from betweenus.records.diary import DiaryEntry
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.services import (
    clock,
    course,
    diary,
    focus,
    goals,
    letters,
    measures,
    notes,
    people,
    relationship_map,
    supervision,
)
from betweenus.web.client.trail_words import DID, FOR
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

PAGES = (
    "/me/",
    "/me/questionnaires/",
    "/me/diary/",
    "/me/diary/new/",
    "/me/focus/",
    "/me/goals/",
    "/me/week/",
    "/me/progress/",
    "/me/letters/",
    "/me/sessions/",
    "/me/who-can-see/",
    "/me/account/",
)
CRISIS = "call Samaritans free on"


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 6, place="Room 3, Quay Street")


@pytest.fixture
def account(made):
    return worlds.client_of(made)


@pytest.fixture
def tom(client, account):
    client.force_login(account, backend="sesame.backends.ModelBackend")
    return client


def text(response) -> str:
    """What the page says, without markup."""
    html = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r" ([,.:;)])", r"\1", " ".join(re.sub(r"<[^>]+>", " ", html).split()))


def ticked(response) -> int:
    """How many radio buttons and boxes are chosen."""
    return len(re.findall(r"<input[^>]* checked\b", response.content.decode()))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_services_crisis_text_and_few_queries(tom, path, most_queries):
    with most_queries():
        page = tom.get(path)
    assert page.status_code == 200
    assert CRISIS in text(page)
    assert 'href="tel:116123"' in page.content.decode()


@pytest.mark.parametrize("path", [*PAGES, "/me/calendar.ics"])
def test_nobody_else_gets_in(client, clinic, made, path):
    assert "Sign in" in text(client.get(path, follow=True))
    for other in (clinic.rosa, clinic.ada):
        client.force_login(other.account, backend="sesame.backends.ModelBackend")
        assert client.get(path).status_code in (403, 404)


def test_home_says_where_i_am_and_what_is_next(tom):
    page = text(tom.get("/me/"))
    for words in (
        "Hello Tom Abara",
        "Your next session",
        "Tuesday 10 February at 2pm",
        "Room 3, Quay Street, with Rosa Lind",
        "What it may be about: Recent moments, seen through the pattern.",
        "Fill in PHQ-9",
        "Write in my diary",
    ):
        assert words in page
    assert "Session 6 of 16, 10 left" in tom.get("/me/").content.decode()
    assert "My letters" not in page


def test_home_before_a_course(client, clinic):
    row = worlds.accepted(clinic.rosa, "Ines Varga")
    account = worlds.Account.objects.create_user(
        "ines@home.example", name="Ines", roles=["client"], created_at=clock.now()
    )
    worlds.Person.objects.filter(pk=row.person_id).update(account=account)
    client.force_login(account, backend="sesame.backends.ModelBackend")
    for path in PAGES:
        page = client.get(path)
        assert page.status_code in (200, 422), path
        assert CRISIS in text(page) or path == "/me/diary/new/"
    assert "Your therapy has not begun yet" in text(client.get("/me/"))


def test_home_after_the_end(tom, clinic, made):
    course.end(by=clinic.rosa.acts, course_id=made.pk, end_code="46")
    page = text(tom.get("/me/"))
    assert "Your therapy ended on Tuesday 10 February" in page
    assert "Write in my diary" not in page
    assert "come back to us by referring yourself" in page


def test_the_dates_as_a_calendar_say_nothing_clinical(tom):
    file = tom.get("/me/calendar.ics")
    assert file["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in file.content
    assert not re.search(rb"therap|DIT|session|Rosa", file.content)


def test_what_the_therapist_wrote_for_themselves_is_on_no_page(tom, clinic, made, account):
    """Markers in everything that is not the client's: none may come out of any page."""
    acts = clinic.rosa.acts
    by = people.identify(account)
    held = made.appointments.order_by("starts_at").first()
    notes.sign(
        by=acts,
        appointment_id=held.pk,
        parts={
            "material": "MARKER note",
            "plan": "MARKER plan",
            "risk": "none",
            "risk_level": "none",
        },
        seen_version=0,
    )
    focus.write(
        by=acts,
        course_id=made.pk,
        seen_number=0,
        parts={
            "self": "too much",
            "other": "about to go",
            "affects": [{"name": "shame", "shown": True}, {"name": "MARKER rage", "shown": False}],
            "defence": "MARKER defence",
            "origins": "MARKER origins",
            "cost": "MARKER cost",
            "reversed": "MARKER reversed",
            "plain": "I feel I am too much.",
        },
    )
    for to in ("said", "shared", "agreed"):
        focus.move(by=acts, course_id=made.pk, to=to, words="MARKER said")
    focus.write(
        by=acts, course_id=made.pk, seen_number=1, parts={"self": "MARKER draft", "plain": "MARKER"}
    )
    relationship_map.save(
        by=acts,
        course_id=made.pk,
        people=[{"key": "a", "name": "MARKER mother", "relation": "mother", "closeness": 2}],
        seen_number=0,
    )
    course.choose_phase(by=acts, course_id=made.pk, phase="ending", reason="MARKER reason")
    letter = letters.start(by=acts, course_id=made.pk, kind="goodbye")
    letters.write(
        by=acts,
        letter_id=getattr(letter, "pk", None) or letter.id,
        sections={"why_you_came": "MARKER letter"},
        seen_number=0,
    )
    supervision.ask(by=acts, course_id=made.pk, words="MARKER question")
    supervision.comment(by=clinic.miriam.acts, course_id=made.pk, words="MARKER comment")
    diary.write(by=by, course_id=made.pk, parts={"felt": "Lost."})
    measures.answer(by=by, person_id=made.person_id, measure="phq-9", answers=[1] * 9)
    goals.set_goal(by=acts, course_id=made.pk, words="Say what I want", first_rating=2)

    done = MeasureAnswers.objects.get().request_id
    entry = DiaryEntry.objects.get().pk
    paths = (*PAGES, f"/me/questionnaires/{done}/done/", f"/me/diary/{entry}/", "/me/calendar.ics")
    said = {path: tom.get(path).content.decode() for path in paths}

    assert not [path for path, html in said.items() if "MARKER" in html]
    assert "I feel I am too much." in said["/me/focus/"]
    assert "shame" in said["/me/focus/"]


def test_the_focus_is_answered_in_own_words(tom, clinic, made):
    assert "There is nothing here yet" in text(tom.get("/me/focus/"))
    parts = {
        "self": "too much",
        "other": "about to go",
        "affects": [{"name": "shame", "shown": True}],
        "plain": "I feel I am too much.",
    }
    focus.write(by=clinic.rosa.acts, course_id=made.pk, seen_number=0, parts=parts)
    for to in ("said", "shared"):
        focus.move(by=clinic.rosa.acts, course_id=made.pk, to=to)
    assert "It is a first try" in text(tom.get("/me/focus/"))

    empty = tom.post("/me/focus/", {})
    assert empty.status_code == 422
    assert "Nothing is written yet" in text(empty)
    tom.post("/me/focus/", {"fits": "partly", "words": "Not with my sister."})
    page = text(tom.get("/me/focus/"))
    assert "it fits partly" in page
    assert "Not with my sister." in page


def test_a_goal_is_rated(tom, clinic, made):
    goal = goals.set_goal(
        by=clinic.rosa.acts, course_id=made.pk, words="Say what I want", first_rating=2
    )
    wrong = tom.post(f"/me/goals/{goal.pk}/rate/", {"value": ""})
    assert wrong.status_code == 422
    assert "Choose a number from 0 to 10" in text(wrong)
    tom.post(f"/me/goals/{goal.pk}/rate/", {"value": "6"})
    assert "6, up 4 since the start" in text(tom.get("/me/goals/"))


def test_how_it_is_going_is_said_plainly(tom, clinic, made, account):
    by = people.identify(account)
    for weeks, answers in ((3, [2] * 9), (0, [1] * 9)):
        with clock.as_of(worlds.NOW - timedelta(weeks=weeks)):
            measures.answer(
                by=by,
                person_id=made.person_id,
                course_id=made.pk,
                measure="phq-9",
                answers=[*answers[:8], 0],
            )
    page = text(tom.get("/me/progress/"))
    assert "Depression (PHQ-9): 16 at first, 8 now. A clear change for the better." in page
    for jargon in ("reliable", "caseness", "measurement error", "Case level", "Severe"):
        assert jargon not in tom.get("/me/progress/").content.decode()


def test_consent_to_recording_is_taken_back_after_one_more_question(tom):
    page = tom.get("/me/account/")
    assert "/me/account/recording/take-back/" in page.content.decode()
    assert "treatment/take-back" not in page.content.decode()
    assert "Your therapy goes on as before" in text(tom.get("/me/account/recording/take-back/"))
    tom.post("/me/account/recording/take-back/", {"words": ""})
    assert "Recording sessions: no, since Tuesday 10 February" in text(tom.get("/me/account/"))
    assert tom.get("/me/account/recording/take-back/").status_code == 404
    assert tom.get("/me/account/treatment/take-back/").status_code == 404


def test_who_opened_my_record(tom, clinic, made):
    focus.read(by=clinic.miriam.acts, course_id=made.pk)
    focus.read(by=clinic.rosa.acts, course_id=made.pk)
    with pytest.raises(NotAllowed):
        focus.read(by=clinic.hugo.acts, course_id=made.pk)
    page = text(tom.get("/me/who-can-see/"))
    assert "whoever is on duty when a sign that you may not be safe has waited too long" in page
    assert (
        "Hugo Pell, therapist Tried to open something of yours and was refused. "
        "They saw nothing of it at 9am"
    ) in page
    assert (
        "Rosa Lind, your therapist for your therapy, before your session at 2pm "
        "Read the focus at 9am"
    ) in page
    assert (
        "Miriam Stone, your therapist’s supervisor to help your therapist help you well "
        "Read the focus at 9am"
    ) in page
    assert page.index("Hugo Pell") < page.index("Rosa Lind") < page.index("Miriam Stone")


def test_who_opened_my_record_comes_in_pages(tom, clinic, made, most_queries):
    for days in range(1, 6):
        with clock.as_of(worlds.NOW - timedelta(days=days)):
            focus.read(by=clinic.rosa.acts, course_id=made.pk)
    with most_queries():
        page = text(tom.get("/me/who-can-see/"))
    assert "Earlier days" in page
    assert "Newer days" not in page
    last = text(tom.get("/me/who-can-see/?page=99"))
    assert "Opened your course of therapy" in last
    assert "Newer days" in last
    assert "Who sees what" not in last
    assert tom.get("/me/who-can-see/?page=nonsense").status_code == 200


def test_every_purpose_has_words_a_client_understands():
    assert set(FOR) == set(Purpose)


def test_questionnaires_are_asked_three_days_before(tom):
    with clock.as_of(worlds.NOW - timedelta(days=4)):
        page = text(tom.get("/me/questionnaires/"))
    assert "Nothing to fill in now. The next ones open on Saturday 7 February." in page
    assert MeasureRequest.objects.filter(closed_at=None).count() == 2


def test_every_act_on_a_client_has_words_they_understand():
    on_a_client = {act for act, grants in TABLE.items() if any(relation for _, relation in grants)}
    assert on_a_client <= set(DID)
    assert not [words for words in DID.values() if words != words.strip() or words.endswith(".")]


def test_no_page_of_the_staff_opens_for_a_client_not_even_about_themselves(tom, made):
    known = {
        "course_id": made.pk,
        "person_id": made.person_id,
        "referral_id": made.referral_id,
        "appointment_id": made.appointments.first().pk,
        "measure": "phq-9",
    }
    paths = [
        reverse(route.name, kwargs={name: known[name] for name in names})
        for route in get_resolver().url_patterns
        if (names := set(route.pattern.converters)) and names <= set(known)
        if route.name != "case_calendar"  # the client's dates are theirs
    ]
    assert len(paths) > 20
    answers = [send(path) for path in paths for send in (tom.get, tom.post)]
    opened = [(a.request["PATH_INFO"], a.status_code) for a in answers]
    assert not [one for one in opened if one[1] not in (403, 404, 405)]
