"""The lead's page of unusual reading: what it says, what it never says, and saying what it was."""

from datetime import timedelta

import pytest

from betweenus.domain.access.identity import THE_SERVICE
from betweenus.domain.refusals import NotAllowed
from betweenus.records.events import ReadingReview
from betweenus.services import audit, case, clock, hourly, unusual
from tests import worlds
from tests.web.pages import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

PAGE = "/service/trail/"
NIGHT = worlds.NOW - timedelta(hours=10)


@pytest.fixture
def course(clinic):
    made = worlds.at_session(clinic.rosa, 6)
    with clock.as_of(NIGHT):
        case.read(by=clinic.rosa.acts, course_id=made.pk)
    with pytest.raises(NotAllowed):
        case.read(by=clinic.hugo.acts, course_id=made.pk)
    return made


@pytest.fixture
def lead(clinic):
    return signed_in(clinic.ada.account)


def test_who_when_and_why_and_no_client_by_name(lead, course, most_queries):
    with most_queries():
        page = text(lead.get(PAGE))
    record = str(course.person_id)[:8]
    assert "Not looked at yet (2)" in page
    assert f"At night Rosa Lind , therapist, opened the record of T.A. ({record})." in page
    assert "Monday 9 February, at 11pm" in page
    assert "Hugo Pell , therapist, tried to open the record of T.A." in page
    assert "By: read case" in page
    for word in ("Tom", "Abara"):
        assert word not in page


def test_an_empty_page_says_so(lead):
    page = text(lead.get(PAGE))
    assert "Nothing in these days was out of the ordinary." in page
    assert "It does so once a day" in page


@pytest.mark.parametrize(
    "until", ["2026-01-01", "soon", "", "2030-01-01", "0001-01-01", "9999-12-31"]
)
def test_other_days_and_what_is_no_day(lead, course, until):
    assert lead.get(PAGE, {"until": until}).status_code == 200


def test_saying_what_it_was(lead, course, clinic):
    found = {one.finding.reader.name: one.finding for one in unusual.read(by=clinic.ada.acts).shown}
    sent = {"key": found["Rosa Lind"].key, "until": "2026-02-10", "words": "She rang him, agreed."}
    answer = lead.post(f"{PAGE}review/", sent, follow=True)
    page = text(answer)
    assert "Not looked at yet (1)" in page
    assert "She rang him, agreed. Ada Quist, Tuesday 10 February at 9am" in page
    assert answer.redirect_chain == [(f"{PAGE}?until=2026-02-10", 302)]


def test_saying_nothing_is_told_beside_the_box_and_what_was_typed_stays(lead, course, clinic):
    (finding,) = [
        one.finding
        for one in unusual.read(by=clinic.ada.acts).shown
        if one.finding.reader.name == "Rosa Lind"
    ]
    sent = {"key": finding.key, "until": "2026-02-10", "words": ""}
    answer = lead.post(f"{PAGE}review/", sent)
    assert answer.status_code == 422
    assert "Say what you found out" in text(answer)
    long = "word " * 500
    answer = lead.post(f"{PAGE}review/", sent | {"words": long})
    assert answer.status_code == 422
    assert long.strip() in text(answer)
    assert not ReadingReview.objects.exists()


def test_what_is_not_there_any_more(lead):
    sent = {"key": "2026-02-09 x many", "until": "", "words": "I asked."}
    assert lead.post(f"{PAGE}review/", sent).status_code == 404


def test_whether_the_trail_can_be_trusted_stands_beside_it(lead, course, monkeypatch):
    hourly.run(by=THE_SERVICE)
    assert "nobody had changed the trail behind its back" in text(lead.get(PAGE))

    def broken(now):
        raise audit.TrailBroken

    monkeypatch.setattr(hourly, "ROUNDS", (hourly.Round(hourly.FOLLOWED, broken),))
    hourly.run(by=THE_SERVICE)
    assert "The trail could not be followed." in text(lead.get(PAGE))


@pytest.mark.parametrize("who", ["rosa", "miriam", "carl"])
def test_nobody_else_opens_it(clinic, who):
    assert signed_in(getattr(clinic, who).account).get(PAGE).status_code == 403


def test_the_way_there_is_on_the_safety_page(lead):
    assert f'href="{PAGE}"' in lead.get("/service/safety/").content.decode()
