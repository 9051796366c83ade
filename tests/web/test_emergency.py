"""Opening a record in an emergency on a page, and a lead's review of it."""

from datetime import date

import pytest

from betweenus.records.people import Person
from tests import worlds
from tests.services.test_emergency import WHY
from tests.web import pages
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


@pytest.fixture
def made(clinic):
    course = worlds.at_session(clinic.rosa, 3, "Tom Abara")
    Person.objects.filter(pk=course.person_id).update(
        born_on=date(1984, 3, 5), nhs_number="9434765919", phone="07700 900123"
    )
    return course


def test_from_the_reason_to_the_record_and_the_review(clinic, made):
    hugo = pages.signed_in(clinic.hugo.account)
    refused = hugo.get(f"/courses/{made.pk}/")
    assert refused.status_code == 403
    assert "/emergency/" in refused.content.decode(), "the way is told where it is needed"

    # what is missing is said beside its field, and what was typed stays
    wrong = hugo.post("/emergency/", {"nhs_number": "9434765919", "reason": "danger"})
    assert wrong.status_code == 422
    assert "Say in a sentence why you need it now." in text(wrong)
    assert "9434765919" in wrong.content.decode()
    born = {"born_on_0": "5", "born_on_1": "3", "born_on_2": "1984"}
    nobody = hugo.post("/emergency/", {"name": "Nobody There", "reason": WHY} | born)
    assert nobody.status_code == 422
    assert "Nobody was found by this" in text(nobody)
    no_day = hugo.post(
        "/emergency/", {"name": "Tom Abara", "reason": WHY} | born | {"born_on_0": "31x"}
    )
    assert "must be a real date" in text(no_day)

    there = hugo.post("/emergency/", {"nhs_number": "943 476 5919", "reason": WHY}, follow=True)
    assert there.status_code == 200
    said = text(there)
    assert "How to reach Tom" in said
    assert "07700 900123" in said
    assert "No risk sign is open" in said
    assert "The record of Tom Abara is open to you until" in text(hugo.get("/emergency/"))
    by_name = hugo.post("/emergency/", {"name": "tom  abara", "reason": WHY} | born)
    assert by_name["location"] == f"/emergency/{made.person_id}/"
    assert "open to you in an emergency, to read" in text(hugo.get(f"/courses/{made.pk}/"))

    # it is over when they say so
    done = hugo.post(f"/emergency/{made.person_id}/over/", follow=True)
    assert "The record is closed to you again." in text(done)
    assert hugo.get(f"/emergency/{made.person_id}/").status_code == 403

    rosa = pages.signed_in(clinic.rosa.account)
    assert "Hugo Pell opened the record of Tom Abara" in text(rosa.get("/emergency/"))

    ada = pages.signed_in(clinic.ada.account)
    said = text(ada.get("/service/emergencies/"))
    assert "Hugo Pell opened the record of Tom Abara" in said
    assert WHY in said
    (where,) = {
        line.split('"')[0]
        for line in ada.get("/service/emergencies/").content.decode().split('action="')[1:]
        if line.startswith("/service/emergencies/")
    }
    empty = ada.post(where, {"words": ""})
    assert empty.status_code == 422
    assert "One sentence is enough." in text(empty)
    assert "Reviewed by Ada Quist" in text(ada.post(where, {"words": "Rightly."}, follow=True))


def test_few_queries(clinic, made, most_queries):
    hugo = pages.signed_in(clinic.hugo.account)
    hugo.post("/emergency/", {"nhs_number": "9434765919", "reason": WHY})
    ada = pages.signed_in(clinic.ada.account)
    with most_queries(12):
        hugo.get("/emergency/")
    with most_queries(12):
        hugo.get(f"/emergency/{made.person_id}/")
    with most_queries(12):
        ada.get("/service/emergencies/")
    with most_queries(16):  # the case page's own, and who is let in
        hugo.get(f"/courses/{made.pk}/")
