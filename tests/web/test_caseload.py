"""The therapist's home as a page: what is on it, who may open it, how many queries it takes."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from betweenus.services import clock, course, kept
from tests import worlds
from tests.web import pages
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


def signed_in(staff) -> Client:
    return pages.signed_in(staff.account)


def test_a_therapist_without_clients_is_told_what_to_do(clinic):
    said = text(signed_in(clinic.rosa).get("/today/"))

    assert "Nobody is in your care yet" in said
    assert "Look at who is waiting" in said


def test_todays_sessions_come_first_with_number_phase_and_what_is_due(clinic):
    worlds.at_session(clinic.rosa, 4, "Tom Abara", hour=14)
    worlds.at_session(clinic.rosa, 9, "Ines Varga", hour=11)

    said = text(signed_in(clinic.rosa).get("/today/"))

    assert "2 sessions today" in said
    assert said.index("11am Ines Varga") < said.index("2pm Tom Abara") < said.index("Everybody")
    assert "Session 4 of 16, initial" in said
    assert "PHQ-9 and GAD-7 not filled in yet" in said
    assert "Put the focus to the client tentatively" in said


def test_what_is_pressing_stands_above_everything(clinic):
    made = worlds.at_session(clinic.rosa, 3, "Tom Abara")

    with clock.as_of(worlds.NOW + timedelta(days=1)):
        said = text(signed_in(clinic.rosa).get("/today/"))

    assert said.index("Before anything else") < said.index("No sessions today")
    assert "Tom Abara: attendance not recorded" in said
    assert "Tom Abara: 2 notes to sign" in said
    assert made


def test_somebody_allocated_is_ready_to_begin(clinic):
    row = worlds.accepted(clinic.rosa, "Ines Varga")

    page = signed_in(clinic.rosa).get("/today/")

    assert "Open a course for Ines Varga" in text(page)
    assert f"/referrals/{row.pk}/open/" in page.content.decode()


def test_the_list_is_filtered_searched_and_sorted(clinic):
    worlds.at_session(clinic.rosa, 2, "Anna Early", hour=9)
    worlds.at_session(clinic.rosa, 9, "Bela Middle", hour=10)
    gone = worlds.at_session(clinic.rosa, 6, "Cora Gone", hour=11)
    course.end(by=clinic.rosa.acts, course_id=gone.pk, end_code="47")
    client = signed_in(clinic.rosa)

    def listed(query: str) -> list[str]:
        body = client.get(f"/today/{query}").content.decode()
        table = body[body.index("bu-caseload__name") :] if "bu-caseload__name" in body else ""
        return [
            name
            for name in ("Anna Early", "Bela Middle", "Cora Gone")
            if f">{name}</a></th>" in table
        ]

    assert listed("") == ["Anna Early", "Bela Middle"]
    assert listed("?phase=middle") == ["Bela Middle"]
    assert listed("?show=ended") == ["Cora Gone"]
    assert listed("?search=gone") == ["Cora Gone"]
    assert listed("?search=nobody") == []
    body = client.get("/today/?sort=session").content.decode()
    assert body.rindex("Bela Middle</a></th>") < body.rindex("Anna Early</a></th>")


def test_only_the_therapists_own_clients_are_there(clinic):
    worlds.at_session(clinic.rosa, 2, "Tom Abara")

    assert "Tom Abara" not in text(signed_in(clinic.hugo).get("/today/"))


def test_the_office_and_the_public_have_no_caseload(clinic):
    assert signed_in(clinic.ada).get("/today/").status_code == 403
    assert signed_in(clinic.carl).get("/today/").status_code == 403
    assert Client().get("/today/")["Location"].startswith("/account/login/")


def test_it_takes_at_most_twelve_queries_however_it_is_asked(clinic, most_queries):
    for number in range(1, 8):
        worlds.at_session(clinic.rosa, number * 2, f"Client {number}", hour=8 + number)
    ended = worlds.at_session(clinic.rosa, 3, "Cora Gone", hour=18)
    course.end(by=clinic.rosa.acts, course_id=ended.pk, end_code="47")
    worlds.accepted(clinic.rosa, "Ines Varga")
    client = signed_in(clinic.rosa)

    for query in ("", "?show=late", "?show=ended", "?search=client", "?sort=attention"):
        with most_queries():
            assert client.get(f"/today/{query}").status_code == 200


def test_the_calendar_names_nobody(clinic):
    worlds.at_session(clinic.rosa, 4, "Tom Abara")

    answer = signed_in(clinic.rosa).get("/today/calendar.ics")

    assert answer["Content-Type"].startswith("text/calendar")
    body = answer.content.decode()
    assert "SUMMARY:T A" in body
    assert "Abara" not in body


def test_a_page_drawn_before_is_the_same_and_its_names_are_new(clinic):
    rosa = signed_in(clinic.rosa)
    made = worlds.at_session(clinic.rosa, 5, "Tom <b>Abara</b>")
    places = (reverse("caseload"), reverse("case", kwargs={"course_id": made.pk}))
    first = [drawn(rosa, place) for place in places]
    assert [drawn(rosa, place) for place in places] == first
    kept.forget_all()
    assert [drawn(rosa, place) for place in places] == first
    assert "Tom &lt;b&gt;Abara" in first[0]

    made.person.name = "Tom Lind"
    made.person.save()
    for place in places:
        assert "Tom Lind" in drawn(rosa, place)
        assert "Abara" not in drawn(rosa, place)


def drawn(client: Client, place: str) -> str:
    """A page as it is sent, but for the token that is another each time."""
    return re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", client.get(place).content.decode())
