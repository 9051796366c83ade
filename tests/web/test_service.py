"""The service lead's and the administrator's pages, and the records that stay closed to them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from betweenus.services import focus, letters, measures
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


@pytest.fixture
def as_(client):
    """Somebody at a browser."""

    def sign_in(who):
        client.force_login(who.account)
        return client

    return sign_in


def text(response) -> str:
    return " ".join(response.content.decode().split())


class TestRecordsStayClosed:
    """Numbers, accounts and bookings open no record: every page with narrative is refused."""

    @pytest.fixture
    def addresses(self, clinic) -> dict[str, str]:
        made = worlds.at_session(clinic.rosa, 3)
        held = made.appointments.filter(attendance="5").first()
        answers = measures.record_total(
            by=clinic.rosa.acts,
            person_id=made.person_id,
            course_id=made.pk,
            measure="phq-9",
            total=12,
            answered_on=worlds.TODAY,
        )
        letter = letters.start(by=clinic.rosa.acts, course_id=made.pk, kind="goodbye")
        focus.write(by=clinic.rosa.acts, course_id=made.pk, parts={"self": "small"}, seen_number=0)
        of_course = (
            "case",
            "sessions",
            "phase",
            "consents",
            "map",
            "focus",
            "goals",
            "mid_review",
            "letters",
            "measures",
            "end_course",
            "diary_for_therapist",
            "case_supervision",
            "supervision_case",
        )
        found = {name: reverse(name, args=[made.pk]) for name in of_course}
        return found | {
            "referral": reverse("referral", args=[made.referral_id]),
            "suitability": reverse("suitability", args=[made.referral_id]),
            "session": reverse("session", args=[held.pk]),
            "attendance": reverse("attendance", args=[held.pk]),
            "letter": reverse("letter", args=[letter.pk]),
            "letter file": reverse("letter_pdf", args=[letter.pk]),
            "answers": reverse("answers", args=[answers.pk]),
            "caseload": reverse("caseload"),
            "risks": reverse("risks"),
            "supervision": reverse("supervision"),
        }

    @pytest.mark.parametrize("who", ["ada", "carl"])
    def test_every_page_of_a_record_is_refused(self, as_, clinic, addresses, who):
        client = as_(getattr(clinic, who))
        answers = {name: client.get(address).status_code for name, address in addresses.items()}
        assert answers == dict.fromkeys(addresses, 403)

    def test_an_administrator_sees_no_numbers_and_no_settings(self, as_, clinic):
        client = as_(clinic.carl)
        for name in ("service", "service_settings", "protocol_settings"):
            assert client.get(reverse(name)).status_code == 403
        assert client.get(reverse("accounts")).status_code == 200

    @pytest.mark.parametrize("who", ["rosa", "miriam"])
    def test_clinicians_run_no_service(self, as_, clinic, who):
        client = as_(getattr(clinic, who))
        for name in ("service", "service_settings", "protocol_settings", "accounts", "account_add"):
            assert client.get(reverse(name)).status_code == 403


class TestNumbers:
    def test_each_number_says_what_it_counts(self, as_, clinic):
        worlds.at_session(clinic.rosa, 3)
        worlds.referred("Hal Holly", received_on=worlds.TODAY - timedelta(days=60))
        page = text(as_(clinic.ada).get("/service/"))
        assert "1 person is waiting" in page
        assert "Courses that have been opened and not ended." in page
        assert "fewer than 5" in page
        assert "so that nobody can be recognised by it" in page

    def test_the_waits_are_a_picture_with_its_table(self, as_, clinic):
        worlds.referred("Hal Holly", received_on=worlds.TODAY - timedelta(days=60))
        page = text(as_(clinic.ada).get("/service/"))
        assert "People waiting. Over 8, up to 10 weeks: 1." in page
        assert '<th scope="row">Over 8, up to 10 weeks</th><td>1</td>' in page

    def test_nobody_is_named_but_those_who_work_here(self, as_, clinic):
        worlds.at_session(clinic.rosa, 3)
        worlds.referred("Hal Holly")
        page = text(as_(clinic.ada).get("/service/"))
        assert "Tom Abara" not in page
        assert "Hal Holly" not in page
        assert "Rosa Lind" in page

    def test_another_period(self, as_, clinic):
        page = text(as_(clinic.ada).get("/service/?begin=2025-11&end=2025-12"))
        assert "November to December 2025" in page
        page = text(as_(clinic.ada).get("/service/?begin=2026-01&end=2026-01"))
        assert ">January 2026</h2>" in page

    @pytest.mark.parametrize(
        "asked", ["begin=2026-02&end=2026-01", "begin=nonsense&end=2026-01", "begin=1999-01&end=x"]
    )
    def test_a_period_that_cannot_be_is_said_beside_its_field(self, as_, clinic, asked):
        answer = as_(clinic.ada).get(f"/service/?{asked}")
        assert answer.status_code == 422
        assert "There is a problem" in text(answer)

    def test_few_queries(self, as_, clinic, most_queries):
        for number in range(3):
            worlds.ended(clinic.rosa, worlds.at_session(clinic.rosa, 3, f"Client {number}"))
        client = as_(clinic.ada)
        with most_queries():
            assert client.get("/service/").status_code == 200
