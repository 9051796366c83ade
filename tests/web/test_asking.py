"""The page on how a client is asked: plan, links, reminders and paper."""

import html
from datetime import timedelta

import pytest
from django.core import mail

from betweenus.domain.measures.catalogue import all_measures
from betweenus.records.asking import MeasureLink, MeasurePlan, ReminderWish
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.records.people import Person
from betweenus.services import clock, measures
from tests import worlds
from tests.web.pages import fields, signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


@pytest.fixture
def made(clinic):
    made = worlds.at_session(clinic.rosa, 6)
    Person.objects.filter(pk=made.person_id).update(email="tom@home.example")
    return made


@pytest.fixture
def rosa(clinic):
    return signed_in(clinic.rosa.account)


@pytest.fixture
def address(made) -> str:
    return f"/courses/{made.pk}/measures/asking/"


def form(page) -> dict[str, str]:
    """What the plan's form would send."""
    sent = fields(page)
    return {k: v for k, v in sent.items() if k.startswith("ask-") or k in ("seen", "why")}


def test_the_page_shows_plan_and_what_waits(rosa, address, most_queries):
    with most_queries():
        page = rosa.get(address)
    assert "Before session 6: 17 questions, about 3 minutes" in text(page)
    assert "PHQ-9, for Tuesday 10 February" in text(page)
    assert form(page)["ask-phq-9"] == "every"
    assert form(page)["ask-core-10"] == ""
    assert "Suggested: 2, 8, 16" in text(page)


def test_the_plan_is_changed_with_a_reason_and_back(rosa, address):
    sent = form(rosa.get(address)) | {"ask-gad-7": "8, 16", "ask-ecr-rs-mother": "8"}
    refused = rosa.post(address, sent)
    assert refused.status_code == 422
    assert "Say why you change the plan" in text(refused)
    assert fields(refused)["ask-gad-7"] == "8, 16"
    assert rosa.post(address, sent | {"why": "Too many for him."}).status_code == 302
    page = rosa.get(address)
    assert "Before session 6: 10 questions" in text(page)
    assert "Rosa Lind: Too many for him." in text(page)
    back = form(page) | {"why": "As it was.", "usual": "yes"}
    assert rosa.post(address, back).status_code == 302
    assert "17 questions" in text(rosa.get(address))


def test_a_line_that_cannot_be_read_is_named_and_nothing_is_lost(rosa, address):
    sent = form(rosa.get(address)) | {"ask-gad-7": "often", "why": "Less."}
    page = rosa.post(address, sent)
    assert page.status_code == 422
    assert "GAD-7: “often” does not say which sessions" in text(page)
    assert fields(page)["ask-gad-7"] == "often"
    assert not MeasurePlan.objects.exists()


def test_a_second_window_is_told(rosa, address):
    sent = form(rosa.get(address)) | {"ask-gad-7": "", "why": "Less."}
    rosa.post(address, sent)
    page = rosa.post(address, sent | {"ask-phq-9": ""})
    assert page.status_code == 409
    assert "The plan was changed after you opened this page" in text(page)


def test_a_link_is_sent_seen_and_stopped(rosa, address, client):
    assert rosa.post(f"{address}link/").status_code == 302
    assert mail.outbox[-1].to == ["tom@home.example"]
    page = rosa.get(address)
    assert "by Rosa Lind: not opened yet" in text(page)
    assert "Private link, Tuesday 10 February at 9am: left" in text(page)
    rosa.post(f"{address}stop/")
    assert "by Rosa Lind: stopped" in text(rosa.get(address))
    assert MeasureLink.objects.get().revoked_at


def test_the_wish_not_to_be_reminded_is_noted(rosa, address):
    rosa.post(f"{address}reminders/", {"wanted": "no"})
    assert "Tom Abara does not want to be reminded." in text(rosa.get(address))
    assert ReminderWish.objects.get().wanted is False


def test_what_is_asked_prints(rosa, address):
    file = rosa.get(f"{address}paper.pdf")
    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-")


def test_a_supervisor_looks_and_changes_nothing(clinic, made, address):
    miriam = signed_in(clinic.miriam.account)
    page = miriam.get(address)
    assert page.status_code == 200
    assert "Change the plan" not in text(page)
    assert miriam.post(address, {"seen": "0", "why": "x"}).status_code == 403
    assert miriam.post(f"{address}link/").status_code == 403


def test_the_office_sees_none_of_it(clinic, address):
    for who in (clinic.ben, clinic.ada, clinic.carl):
        assert signed_in(who.account).get(address).status_code == 403


# ---- lists of what is due


def test_a_therapist_sees_who_is_late_first(clinic, made, rosa, most_queries):
    late = worlds.at_session(clinic.rosa, 3, name="Ines Varga")
    MeasureRequest.objects.filter(course=late).update(due_on=clock.today() - timedelta(days=2))
    with most_queries():
        page = rosa.get("/questionnaires/due/")
    assert "2 clients have something to fill in now, 1 late" in text(page)
    assert text(page).index("Ines Varga") < text(page).index("Tom Abara")
    assert "PHQ-9, GAD-7" in text(page)
    assert "Ines Varga" not in text(signed_in(clinic.ben.account).get("/questionnaires/due/"))


def test_the_list_says_what_did_not_leave_and_who_wants_none(clinic, made, rosa, monkeypatch):
    def fails(self):
        raise OSError("no route to host")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fails)
    rosa.post(f"/courses/{made.pk}/measures/asking/link/")
    rosa.post(f"/courses/{made.pk}/measures/asking/reminders/", {"wanted": "no"})
    page = text(rosa.get("/questionnaires/due/"))
    assert "did not leave" in page
    assert "wants no reminders" in page
    lead = text(signed_in(clinic.ada.account).get("/service/questionnaires/"))
    assert "0 emails left, 1 did not" in lead
    assert "no route to host" in lead


def test_the_lead_sees_counts_and_nobodys_name(clinic, made, most_queries):
    ada = signed_in(clinic.ada.account)
    with most_queries():
        page = ada.get("/service/questionnaires/")
    assert "Rosa Lind 2 0" in text(page)
    assert "Abara" not in page.content.decode()
    assert signed_in(clinic.rosa.account).get("/service/questionnaires/").status_code == 403
    assert ada.get("/questionnaires/due/").status_code == 403


def test_a_client_says_on_their_own_page_that_they_want_no_reminders(made):
    tom = signed_in(worlds.client_of(made))
    assert tom.post("/me/account/reminders/", {"wanted": "no"}).status_code == 302
    assert "You are not reminded of questionnaires" in text(tom.get("/me/account/"))
    assert ReminderWish.objects.get().by.name == "Tom Abara"


# ---- entered from paper


@pytest.mark.parametrize(
    "measure",
    [m for m in all_measures() if m.audience == "clinical" and m.can_be_shown],
    ids=lambda m: m.id,
)
def test_every_measure_is_entered_from_paper_and_read_answer_by_answer(
    rosa, made, measure, most_queries
):
    address = f"/courses/{made.pk}/measures/{measure.id}/new/"
    page = rosa.get(address)
    assert page.status_code == 200
    sent = {item.id: str(item.options[-1].value) for item in measure.items}
    sent |= {name: value for name, value in fields(page).items() if name.startswith("answered_on")}
    sent |= {"moment": "treatment"}
    if measure.subjects:
        assert "Choose whom it is about" in text(rosa.post(address, sent))
        sent["subject"] = measure.subjects[0].id
    done = rosa.post(address, sent)
    assert done.status_code == 302, text(done)
    row = MeasureAnswers.objects.get()
    assert row.subject == sent.get("subject", "")
    with most_queries():
        answers = rosa.get(done["location"])
    for item in measure.items:
        assert item.text.split("'")[0][:30] in html.unescape(text(answers))
    for scale in measure.scales:
        if scale.id != "total":
            assert f"{scale.title}:" in text(answers)


def test_the_answer_before_is_about_the_same_person(rosa, made, clinic):
    said = []
    for day, subject, value in ((8, "mother", 2), (9, "partner", 5), (10, "mother", 6)):
        row = measures.answer(
            by=clinic.rosa.acts,
            person_id=made.person_id,
            course_id=made.pk,
            measure="ecr-rs",
            subject=subject,
            answers=[value] * 9,
            answered_on=clock.today().replace(day=day),
            source="staff",
        )
        said.append(text(rosa.get(f"/answers/{row.pk}/")))
    assert "Before," not in said[0]
    assert "Before," not in said[1]
    assert "Before, 8 Feb" in said[2]
    assert "ECR-RS about your mother" in said[2]
