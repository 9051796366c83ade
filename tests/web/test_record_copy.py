"""A copy of the record and corrections on pages: for client, clinician and office."""

import io
import zipfile
from datetime import timedelta

import pytest

from betweenus.records.disclosure import AccessRequest, Correction
from betweenus.records.notes import SignedNote
from betweenus.services import clock, corrections, disclosure, people
from tests import worlds
from tests.web import pages
from tests.web.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(clinic):
    course = worlds.at_session(clinic.rosa, 3, "Tom Abara")
    worlds.signed(clinic.rosa, course, session=2, quotes=["I vanish."])
    return course


@pytest.fixture
def tom(made):
    return worlds.client_of(made)


def copy_of(made) -> str:
    return f"/people/{made.person_id}/copy/"


def test_a_client_asks_for_a_copy_and_is_told_by_when(made, tom):
    page = pages.signed_in(tom)
    said = text(page.post("/me/record/copy/", {"words": "Only the letters."}, follow=True))
    assert "Your request is with your therapist." in said
    assert "You get it by" in said
    assert "Ask for a copy" not in said, "once is enough"
    page.post("/me/record/copy/", {"words": "Only the letters."})
    assert AccessRequest.objects.get().words == "Only the letters."


def test_a_client_says_what_is_wrong_and_reads_the_answer(clinic, made, tom, rosa):
    mine = pages.signed_in(tom)
    empty = mine.post("/me/record/", {"about": "sessions", "words": " "})
    assert empty.status_code == 422
    assert "Say what is wrong, and what it should be." in text(empty)
    none = mine.post("/me/record/", {"words": "I was there."})
    assert "Choose what it is about" in text(none)
    assert "I was there." in none.content.decode(), "what was typed is still there"
    mine.post("/me/record/", {"about": "sessions", "words": "I was there on 3 March."})

    # the clinician finds it and answers
    said = text(rosa.get("/requests/"))
    assert "Tom Abara : 1 message to answer" in said
    asked = Correction.objects.get()
    answer = f"{copy_of(made)}corrections/{asked.pk}/"
    missing = rosa.post(answer, {"outcome": "corrected", "answer": ""})
    assert missing.status_code == 422
    assert "The client reads your answer." in text(missing)
    rosa.post(answer, {"outcome": "corrected", "answer": "You were; we changed it."})

    said = text(mine.get("/me/record/"))
    assert "Corrected. Rosa Lind wrote on" in said
    assert "You were; we changed it." in said


def test_a_clinician_reads_through_keeps_back_and_makes_the_copy(made, rosa):
    today = clock.today()
    entered = rosa.post(
        copy_of(made),
        {"received_on_0": today.day, "received_on_1": today.month, "received_on_2": today.year,
         "received_on": today.isoformat(), "words": "All of it"},
        follow=True,
    )  # fmt: skip
    said = text(entered)
    assert "Due by" in said
    assert "“All of it”" in said
    assert "I vanish." in said
    key = f"SignedNote:{SignedNote.objects.get().pk}"

    # serious harm without an opinion is refused beside its field, and what was typed stays
    given = {"item": key, "reason": "serious harm", "words": "Weighed with the team."}
    refused = rosa.post(f"{copy_of(made)}keep-back/", given)
    assert refused.status_code == 422
    assert "needs the opinion of the health professional" in text(refused)
    assert "Weighed with the team." in refused.content.decode()

    # somebody else needs no opinion
    rosa.post(f"{copy_of(made)}keep-back/", given | {"reason": "somebody else"})
    assert "1 kept back" in text(rosa.get(copy_of(made)))
    file = rosa.post(f"{copy_of(made)}give/")
    assert file["Content-Type"] == "application/zip"
    assert file["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert "I vanish." not in archive.read("your-record.html").decode()

    # and shown again it is in the next one
    rosa.post(f"{copy_of(made)}keep-back/", {"show": key})
    with zipfile.ZipFile(io.BytesIO(rosa.post(f"{copy_of(made)}give/").content)) as archive:
        assert "I vanish." in archive.read("your-record.html").decode()
    said = text(rosa.post(f"{copy_of(made)}request/", {"to": "close"}, follow=True))
    assert "The request is closed." in said
    assert "Enter a request" in said


def test_a_part_is_kept_back_by_a_form_of_its_own(clinic, made, rosa):
    disclosure.ask(by=clinic.rosa.acts, person_id=made.person_id)
    key = f"SignedNote:{SignedNote.objects.get().pk}"
    assert "Why is this kept back?" not in text(rosa.get(copy_of(made))), "one for each is heavy"
    assert "Why is this kept back?" in text(rosa.get(copy_of(made), {"part": key, "keep": "1"}))

    # what is missing is said at the part itself, with its chapter open and what was typed kept
    wrong = rosa.post(f"{copy_of(made)}keep-back/", {"item": key, "words": "Weighed."})
    assert wrong.status_code == 422
    said = wrong.content.decode()
    assert "Weighed." in said
    assert said.index('nhsuk-expander" open') < said.index("Sessions and notes")

    # nor can who cared for them be hidden, nor what is not there
    for key in (f"trail:{clock.today().isoformat()}", "Course:x", "Nothing:1", "x"):
        given = {"item": key, "reason": "somebody else", "words": "Weighed."}
        assert rosa.post(f"{copy_of(made)}keep-back/", given).status_code == 404


def test_why_a_request_ends_without_a_copy_is_asked_beside_its_field(clinic, made, rosa):
    disclosure.ask(by=clinic.rosa.acts, person_id=made.person_id)
    missing = rosa.post(f"{copy_of(made)}request/", {"to": "close", "words": ""})
    assert missing.status_code == 422
    assert "Say why the request ends without one." in text(missing)
    assert "A copy of the record" in text(missing), "on the page itself"


def test_the_office_enters_a_request_and_sees_nothing_of_the_record(clinic, made):
    office = pages.signed_in(clinic.carl.account)
    asked = {"received_on": clock.today().isoformat(), "words": ""}
    told = office.post(f"{copy_of(made)}ask/", asked, follow=True)
    assert "Their clinician prepares the copy." in text(told)
    assert office.get(copy_of(made)).status_code == 403
    assert office.get("/requests/").status_code == 403

    lead = pages.signed_in(clinic.ada.account)
    said = text(lead.get("/requests/"))
    assert "Tom Abara" in said
    assert copy_of(made) not in lead.get("/requests/").content.decode()


def test_what_is_overdue_is_said(clinic, made, rosa):
    late = clock.today() - timedelta(days=40)
    disclosure.ask(by=clinic.rosa.acts, person_id=made.person_id, received_on=late)
    assert "Overdue since" in text(rosa.get("/requests/"))
    assert "Overdue: the copy was due by" in text(rosa.get(copy_of(made)))
    told = rosa.post(f"{copy_of(made)}request/", {"to": "extend", "words": "Much to read."})
    assert told.status_code == 422
    assert "The first month is over." in text(told)


def test_other_clients_and_visitors_get_nowhere(clinic, made, tom):
    hers = worlds.at_session(clinic.rosa, 2, "Ines Moreau")
    ines = worlds.client_of(hers, "ines@home.example")
    corrections.ask(by=people.identify(tom), about="notes", words="Only Tom wrote this.")
    assert "Only Tom wrote this." not in text(pages.signed_in(ines).get("/me/record/"))
    for path in (copy_of(made), "/requests/"):
        assert pages.signed_in(ines).get(path).status_code == 404, "as what is not there"


def test_few_queries_whatever_is_asked(made, rosa, tom, most_queries):
    mine = pages.signed_in(tom)
    mine.post("/me/record/copy/", {})
    with most_queries(12):
        rosa.get("/requests/")
    with most_queries(12):
        mine.get("/me/record/")
