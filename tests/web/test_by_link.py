"""Filling in by a private link: no account, saved as answered, resumed, handed in once."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from betweenus.domain import measures as catalogue
from betweenus.domain.refusals import Refusal
from betweenus.records.asking import BegunAnswers, MeasureLink
from betweenus.records.events import Event
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.records.people import Person
from betweenus.records.safety import RiskTask
from betweenus.services import clock, contact, left_behind, measure_links, measures
from tests import worlds
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

PHQ9 = catalogue.get("phq-9")


@pytest.fixture
def made(clinic):
    made = worlds.at_session(clinic.rosa, 6)
    Person.objects.filter(pk=made.person_id).update(email="tom@home.example")
    return made


@pytest.fixture
def address(clinic, made) -> str:
    """The address in the e-mail, without the server's name."""
    measure_links.send(by=clinic.rosa.acts, person_id=made.person_id)
    return re.search(r"https?://[^/\s]+(/by-link/\S+)", mail.outbox[-1].body)[1]


@pytest.fixture
def tom(client, address):
    client.get(address)
    return client


@pytest.fixture
def phq9(made) -> str:
    asked = MeasureRequest.objects.get(course=made, measure="phq-9", closed_at=None)
    return f"/by-link/{asked.pk}/"


def filled(value="1", **changed) -> dict[str, str]:
    answers = {item.id: value for item in PHQ9.items} | {"self-harm": "0"}
    return answers | {key.replace("_", "-"): answer for key, answer in changed.items()}


def test_the_email_carries_no_clinical_word_and_only_a_fingerprint_is_kept(address):
    sent = mail.outbox[-1]
    words = f"{sent.subject} {sent.body}".lower()
    for word in ("phq", "gad", "depress", "therap", "questionnaire", "session", "mood", "clinic "):
        assert word not in words.replace("clinic.example", "")
    # "Answers" would be taken for what is filled in, which somebody does read.
    assert "nobody reads replies to this email" in words
    secret = address.partition("token=")[2]
    row = MeasureLink.objects.get()
    assert secret not in str(vars(row))
    assert row.fingerprint == measure_links.fingerprint(secret)


def test_the_secret_is_in_one_address_only_and_the_first_page_says_how_much(
    client, address, most_queries
):
    assert client.get(address)["location"] == "/by-link/start/"
    with most_queries():
        page = client.get("/by-link/start/")
    assert "17 questions to answer, about 3 minutes" in text(page)
    assert "Hello Tom Abara" in text(page)
    assert "116 123" in page.content.decode()
    assert page["Cache-Control"].find("no-store") >= 0


def test_one_question_at_a_time_saved_resumed_and_safe_with_back(tom, phq9, most_queries):
    assert tom.post(f"{phq9}1/", {"interest": "2"})["location"] == f"{phq9}2/"
    assert tom.post(f"{phq9}2/", {"mood": "declined"})["location"] == f"{phq9}3/"
    assert BegunAnswers.objects.get().answers == {"interest": 2, "mood": "declined"}
    with most_queries():
        before = tom.get(f"{phq9}1/")
    assert re.search(r'value="2"[^>]*checked', before.content.decode())
    assert tom.post(f"{phq9}1/", {"interest": "1"})["location"] == f"{phq9}2/"
    assert tom.get(f"{phq9}0/")["location"] == f"{phq9}3/"  # go on where they were
    assert "PHQ-9): 2 answered" in text(tom.get("/by-link/start/"))
    empty = tom.post(f"{phq9}3/", {})
    assert empty.status_code == 422
    assert "choose an answer, or “I would rather not answer”" in text(empty)


def test_the_last_question_hands_in_once_and_says_what_is_next(tom, phq9, made):
    for item in PHQ9.items[:-1]:
        tom.post(f"{phq9}{item.number}/", {item.id: "0" if item.risk else "1"})
    end = tom.post(f"{phq9}10/", {})
    assert end["location"] == f"{phq9}thanks/"
    row = MeasureAnswers.objects.get()
    assert (row.source, row.total, row.by, row.session_number) == ("link", 8, None, 6)
    assert not BegunAnswers.objects.exists()
    after = tom.get(f"{phq9}thanks/")
    assert "1 of 2 done" in text(after)
    assert "Go on: GAD-7" in text(after)
    assert re.search(r'href="/by-link/[^"]+/0/"', after.content.decode())  # in the same way
    for again in (tom.get(f"{phq9}3/"), tom.post(f"{phq9}10/", {"interest": "3"}), tom.get(phq9)):
        assert again["location"] == f"{phq9}thanks/"
    assert MeasureAnswers.objects.count() == 1
    assert "total" not in text(after).lower()


def test_a_question_left_out_is_asked_again_before_anything_is_handed_in(tom, phq9):
    assert tom.post(f"{phq9}10/", {})["location"] == f"{phq9}1/"
    assert not MeasureAnswers.objects.exists()


def test_all_on_one_page_keeps_what_was_answered_though_some_is_missing(tom, phq9, most_queries):
    answers = filled("2")
    del answers["sleep"]
    page = tom.post(phq9, answers)
    assert page.status_code == 422
    assert "Question 3: choose an answer" in text(page)
    assert len(BegunAnswers.objects.get().answers) == 9
    with most_queries():
        again = tom.get(phq9)
    assert again.content.decode().count('" checked') == 9
    assert tom.post(phq9, filled("2"))["location"] == f"{phq9}thanks/"
    assert MeasureAnswers.objects.get().total == 16


def test_stopping_half_way_saves_and_takes_no_offence(tom, phq9):
    assert tom.post(phq9, {"interest": "3", "later": "yes"})["location"] == "/by-link/start/"
    assert BegunAnswers.objects.get().answers == {"interest": 3}


def test_a_script_saves_each_answer_and_learns_when_help_is_called_for(tom, phq9):
    kept = tom.post(f"{phq9}keep/", {"interest": "3"})
    assert (kept.status_code, kept.headers.get("X-Help-Now")) == (204, None)
    kept = tom.post(f"{phq9}keep/", {"interest": "3", "self-harm": "1"})
    assert (kept.status_code, kept.headers.get("X-Help-Now")) == (204, "yes")
    assert "Where to turn now" in text(tom.get(phq9))


def test_the_crisis_text_comes_with_the_next_question_and_after_handing_in(tom, phq9, clinic):
    for item in PHQ9.items[:8]:
        tom.post(f"{phq9}{item.number}/", {item.id: "1"})
    assert "This is not read live" not in text(tom.get(f"{phq9}9/"))
    tom.post(f"{phq9}9/", {"self-harm": "2"})
    assert "This is not read live" in text(tom.get(f"{phq9}10/"))
    assert RiskTask.objects.count() == 0
    tom.post(f"{phq9}10/", {})
    after = tom.get(f"{phq9}thanks/")
    assert "Please read this first" in text(after)
    assert "116 123" in text(after)
    assert RiskTask.objects.get().urgent
    assert mail.outbox[-1].to == [clinic.rosa.account.email]


def test_what_is_left_half_way_with_a_risk_sign_reaches_the_clinician_all_the_same(
    tom, phq9, clinic, made
):
    tom.post(f"{phq9}1/", {"interest": "2"})
    later = [worlds.NOW + timedelta(minutes=minutes) for minutes in (59, 61, 120)]
    assert [left_behind.hand_in_due(moment) for moment in later] == [0, 0, 0]
    tom.post(f"{phq9}9/", {"self-harm": "1"})
    assert [left_behind.hand_in_due(moment) for moment in later] == [0, 1, 0]
    row = MeasureAnswers.objects.get()
    assert (row.source, row.complete, row.total, row.items["self-harm"]) == ("link", False, None, 1)
    assert RiskTask.objects.get().answers_id == row.pk
    assert not BegunAnswers.objects.exists()
    assert "1 of 2 done" in text(tom.get(phq9, follow=True))


def test_an_answer_nobody_can_have_given_is_refused(tom, phq9):
    page = tom.post(f"{phq9}1/", {"interest": "7"})
    assert page.status_code == 422
    assert not BegunAnswers.objects.exists()


def test_when_all_is_handed_in_the_link_shows_no_answer(tom, made, clinic, address):
    for asked in MeasureRequest.objects.filter(closed_at=None):
        items = catalogue.get(asked.measure).items
        answers = {item.id: "0" for item in items}
        assert tom.post(f"/by-link/{asked.pk}/", answers).status_code == 302
    tom.get(address)
    page = tom.get("/by-link/start/")
    assert "All filled in" in text(page)
    assert "Not at all" not in page.content.decode()


@pytest.mark.parametrize(("days", "works"), [(6, True), (7, False), (30, False)])
def test_a_link_works_for_a_week_and_then_says_kindly_what_to_do(client, address, days, works):
    with clock.as_of(worlds.NOW + timedelta(days=days, minutes=1)):
        client.get(address)
        page = client.get("/by-link/start/")
    assert page.status_code == (200 if works else 410)
    if not works:
        assert "that week is over" in text(page)
        assert "116 123" in page.content.decode()


def test_a_revoked_link_stops_at_once(tom, made, clinic, phq9):
    assert measure_links.revoke(by=clinic.rosa.acts, person_id=made.person_id) == 1
    page = tom.post(f"{phq9}1/", {"interest": "2"})
    assert page.status_code == 410
    assert "Look for a newer email" in text(page)
    assert not BegunAnswers.objects.exists()


def test_a_made_up_secret_opens_nothing(client):
    page = client.get("/by-link/?token=guessed")
    assert page.status_code == 410
    assert "not complete" in text(page)
    assert client.get("/by-link/start/").status_code == 410


def test_a_link_opens_nobody_elses_questionnaire_and_no_other_page(tom, clinic):
    other = worlds.at_session(clinic.rosa, 3, name="Ines Varga")
    asked = MeasureRequest.objects.filter(course=other).first()
    assert tom.get(f"/by-link/{asked.pk}/")["location"] == "/by-link/start/"
    assert tom.post(f"/by-link/{asked.pk}/1/", {"interest": "1"})["location"] == "/by-link/start/"
    assert not BegunAnswers.objects.exists()
    for private in ("/me/", "/me/questionnaires/", f"/me/questionnaires/{asked.pk}/"):
        assert tom.get(private).status_code == 302
        assert tom.get(private)["location"].startswith("/account/login/")


def test_what_is_withdrawn_is_not_asked_by_the_link(tom, clinic, made, phq9):
    asked = MeasureRequest.objects.get(course=made, measure="phq-9", closed_at=None)
    measures.withdraw(by=clinic.rosa.acts, request_id=asked.pk)
    assert tom.get(phq9)["location"] == "/by-link/start/"
    assert "7 questions" in text(tom.get("/by-link/start/"))


def test_every_step_is_on_the_trail_as_done_by_link(tom, phq9):
    tom.post(phq9, filled())
    steps = Event.objects.filter(act="answer measures by a private link")
    assert {step.role for step in steps} == {"link"}
    assert {step.account_id for step in steps} == {None}
    assert steps.filter(about__startswith="answers:").count() == 1


def test_nothing_is_sent_where_nothing_is_asked_or_nobody_can_be_reached(clinic, made):
    Person.objects.filter(pk=made.person_id).update(email="")
    with pytest.raises(Refusal, match="no email address"):
        measure_links.send(by=clinic.rosa.acts, person_id=made.person_id)
    MeasureRequest.objects.update(closed_at=clock.now())
    with pytest.raises(Refusal, match="Nothing is asked"):
        measure_links.send(by=clinic.rosa.acts, person_id=made.person_id)
    assert not MeasureLink.objects.exists()


def test_a_question_can_not_apply_and_one_is_answered_in_words(tom, made):
    asked = MeasureRequest.objects.create(
        person_id=made.person_id,
        measure="peq-assessment",
        moment="assessment",
        due_on=clock.today(),
        asked_at=clock.now(),
    )
    base = f"/by-link/{asked.pk}/"
    peq = catalogue.get("peq-assessment")
    first = tom.get(f"{base}1/")
    assert "Does not apply to me" in text(first)
    for place, item in enumerate(peq.items, start=1):
        answer = "not applicable" if item.may_not_apply else str(item.options[-1].value)
        assert tom.post(f"{base}{place}/", {item.id: answer}).status_code == 302
    last = len(peq.items) + 1
    assert peq.comments[0].text[:30] in text(tom.get(f"{base}{last}/"))
    tom.post(f"{base}{last}/", {peq.comments[0].id: "She listened."})
    row = MeasureAnswers.objects.get()
    assert row.words == {peq.comments[0].id: "She listened."}
    assert row.items[peq.items[0].id] == "not applicable"
    with connection.cursor() as cursor:
        cursor.execute("select words from records_measureanswers")
        assert "listened" not in str(cursor.fetchone())


def test_what_does_not_apply_can_be_said_only_where_it_may(tom, phq9):
    assert tom.post(f"{phq9}1/", {"interest": "not applicable"}).status_code == 422


def test_two_windows_hand_in_one_questionnaire(tom, phq9):
    tom.post(phq9, filled("1"))
    again = tom.post(phq9, filled("3"))
    assert again["location"] == f"{phq9}thanks/"
    assert tom.post(f"{phq9}keep/", {"interest": "3"}).status_code == 409
    assert MeasureAnswers.objects.get().total == 8


def test_a_second_window_is_told_that_its_answers_were_not_taken(tom, phq9):
    tom.post(phq9, filled("1"))
    page = text(tom.post(phq9, filled("3"), follow=True))
    assert "If you changed one after that, the change was not taken" in page
    assert "was not taken" not in text(tom.get(f"{phq9}thanks/"))


def test_words_taken_back_before_sending_are_kept_nowhere(tom, made):
    asked = MeasureRequest.objects.create(
        person_id=made.person_id,
        measure="peq-assessment",
        moment="assessment",
        due_on=clock.today(),
        asked_at=clock.now(),
    )
    peq = catalogue.get("peq-assessment")
    answers = {item.id: str(item.options[-1].value) for item in peq.items}
    comment = peq.comments[0].id
    tom.post(f"/by-link/{asked.pk}/keep/", answers | {comment: "He was late."})
    assert BegunAnswers.objects.get().answers[comment] == "He was late."
    tom.post(f"/by-link/{asked.pk}/", answers | {comment: ""})
    assert MeasureAnswers.objects.get().words == {}


def test_what_was_begun_by_link_is_forgotten_once_it_is_answered_elsewhere(tom, phq9, made, clinic):
    tom.post(f"{phq9}1/", {"interest": "2"})
    row = measures.answer(
        by=clinic.rosa.acts,
        person_id=made.person_id,
        measure="phq-9",
        answers=[1, 1, 1, 1, 1, 1, 1, 1, 0],
        source="staff",
    )
    assert row.request_id
    assert not BegunAnswers.objects.exists()


def test_a_risk_sign_begun_by_link_is_not_lost_when_it_is_no_longer_asked(tom, phq9, clinic, made):
    tom.post(f"{phq9}9/", {"self-harm": "2"})
    for other in MeasureRequest.objects.filter(course=made, closed_at=None):
        measures.withdraw(by=clinic.rosa.acts, request_id=other.pk)
    later = worlds.NOW + timedelta(hours=2)
    assert [left_behind.hand_in_due(later), left_behind.hand_in_due(later)] == [1, 0]
    assert RiskTask.objects.get().value == 2


def test_what_was_begun_and_is_no_longer_asked_is_forgotten(tom, phq9, clinic, made):
    tom.post(f"{phq9}1/", {"interest": "2"})
    asked = MeasureRequest.objects.get(course=made, measure="phq-9", closed_at=None)
    measures.withdraw(by=clinic.rosa.acts, request_id=asked.pk)
    assert left_behind.hand_in_due(worlds.NOW + timedelta(hours=2)) == 0
    assert not BegunAnswers.objects.exists()
    assert not MeasureAnswers.objects.exists()


def test_a_link_asks_nothing_of_a_course_long_over(client, clinic, made):
    made = worlds.ended(clinic.rosa, made)
    assert MeasureRequest.objects.filter(course=made, closed_at=None).exists()
    ended = worlds.at(made.ended_on)
    with clock.as_of(ended + timedelta(days=13)):
        measure_links.send(by=clinic.rosa.acts, person_id=made.person_id)
        secret = re.search(r"https?://[^/\s]+(/by-link/\S+)", mail.outbox[-1].body)[1]
        client.get(secret)
        assert "to answer" in text(client.get("/by-link/start/"))
    with clock.as_of(ended + timedelta(days=15)):
        assert "Nothing to fill in" in text(client.get("/by-link/start/"))
        with pytest.raises(Refusal, match="Nothing is asked"):
            measure_links.send(by=clinic.rosa.acts, person_id=made.person_id)


def test_a_link_sent_to_another_address_stops_when_the_address_is_put_right(
    tom, phq9, clinic, made
):
    contact.change(by=clinic.rosa.acts, person_id=made.person_id, phone="020 7946 0000")
    assert tom.get(phq9).status_code == 200
    contact.change(by=clinic.rosa.acts, person_id=made.person_id, email="thomas@home.example")
    assert tom.get(phq9).status_code == 410


def test_the_link_opened_later_does_not_say_what_an_answer_was_about(tom, client, phq9, address):
    after = tom.post(phq9, filled(self_harm="2"), follow=True)
    assert "You told us about" in text(after)
    tom.cookies.clear()
    tom.get(address)
    again = tom.get(phq9, follow=True)
    assert "You told us about" not in text(again)
    assert "116 123" in again.content.decode()


def test_who_would_rather_answer_nothing_can_say_so_and_is_done(tom, phq9):
    after = tom.post(phq9, {item.id: "declined" for item in PHQ9.items}, follow=True)
    assert after.status_code == 200
    assert "1 of 2 done" in text(after)
