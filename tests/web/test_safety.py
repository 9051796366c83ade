"""Leave, duty rota, the lead's page of signs, and what whoever stands in is shown."""

from datetime import timedelta

import pytest
from django.urls import reverse

from betweenus.records.cover import Absence, DutyTurn
from betweenus.services import clock, escalating
from tests import worlds
from tests.services.test_escalating import away, on_duty
from tests.services.test_safety import URGENT, sign
from tests.web.pages import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

TODAY = worlds.TODAY


def typed(first=TODAY, last=TODAY + timedelta(days=4), **more) -> dict[str, str]:
    return {"first_day": first.isoformat(), "last_day": last.isoformat()} | more


class TestLeave:
    def test_a_therapist_puts_down_their_own(self, clinic, most_queries):
        browser = signed_in(clinic.rosa.account)
        with most_queries():
            page = browser.get("/leave/")
        assert "No leave of yours is put down" in text(page)
        assert "Who is away?" not in text(page)

        browser.post("/leave/", typed(deputy=str(clinic.hugo.account.pk)))

        page = text(browser.get("/leave/"))
        assert "Rosa Lind , Tuesday 10 February to Saturday 14 February Now Deputy: Hugo Pell" in (
            page
        )
        assert "I am deputy Rosa Lind" in text(signed_in(clinic.hugo.account).get("/leave/"))

    def test_not_for_somebody_else(self, clinic):
        signed_in(clinic.rosa.account).post(
            "/leave/",
            typed(account=str(clinic.ben.account.pk), deputy=str(clinic.hugo.account.pk)),
        )
        assert Absence.objects.get().account == clinic.rosa.account

    def test_the_lead_puts_down_anybodys_and_takes_it_out(self, clinic):
        browser = signed_in(clinic.ada.account)
        browser.post(
            "/leave/",
            typed(account=str(clinic.ben.account.pk), deputy=str(clinic.rosa.account.pk)),
        )
        leave = Absence.objects.get()
        assert (leave.account, leave.deputy) == (clinic.ben.account, clinic.rosa.account)

        browser.post(reverse("absence_end", args=[leave.pk]))
        assert "Nobody is on leave" in text(browser.get("/leave/"))

    def test_nobody_ends_another_ones_leave(self, clinic):
        leave = away(clinic, clinic.rosa, clinic.hugo)
        found = signed_in(clinic.hugo.account).post(reverse("absence_end", args=[leave.pk]))
        assert found.status_code == 403
        assert Absence.objects.get().called_off_at is None

    @pytest.mark.parametrize("who", ["carl"])
    def test_the_office_has_no_business_here(self, clinic, who):
        assert signed_in(getattr(clinic, who).account).get("/leave/").status_code == 403

    def test_a_deputy_must_be_here(self, clinic):
        away(clinic, clinic.hugo, clinic.ben)
        found = signed_in(clinic.rosa.account).post(
            "/leave/", typed(deputy=str(clinic.hugo.account.pk))
        )
        assert found.status_code == 422
        assert "Hugo Pell is on leave on some of these days" in text(found)

    @pytest.mark.parametrize(
        ("prepare", "said"),
        [
            (lambda clinic: away(clinic, clinic.rosa, clinic.ben), "on some of these days already"),
            (lambda clinic: away(clinic, clinic.ben, clinic.rosa), "is the deputy of Ben Okoro"),
            (lambda clinic: on_duty(clinic, clinic.rosa), "is on duty on some of these days"),
        ],
        ids=["away already", "a deputy", "on duty"],
    )
    def test_nobody_is_in_two_places(self, clinic, prepare, said):
        prepare(clinic)
        found = signed_in(clinic.rosa.account).post(
            "/leave/", typed(deputy=str(clinic.hugo.account.pk))
        )
        assert found.status_code == 422
        assert said in text(found)

    def test_what_was_typed_wrong_stays(self, clinic):
        found = signed_in(clinic.rosa.account).post(
            "/leave/", typed(TODAY, TODAY - timedelta(days=1), deputy=str(clinic.hugo.account.pk))
        )
        assert found.status_code == 422
        assert "The last day comes before the first" in text(found)
        assert TODAY.isoformat() in found.content.decode()


class TestRota:
    def test_nobody_on_duty_is_said_loudly_and_where_the_gaps_are(self, clinic, most_queries):
        browser = signed_in(clinic.ada.account)
        with most_queries():
            assert "Nobody is on duty today." in text(browser.get("/service/duty/"))

        browser.post("/service/duty/", typed(account=str(clinic.hugo.account.pk)))

        page = text(browser.get("/service/duty/"))
        assert "Nobody is on duty today." not in page
        assert "Hugo Pell , Tuesday 10 February to Saturday 14 February Today" in page
        assert "Sunday 15 February to Tuesday 10 March" in page

    def test_taken_off_is_off_from_now_on(self, clinic):
        turn = on_duty(clinic, clinic.hugo)
        browser = signed_in(clinic.ada.account)
        browser.post(reverse("duty_off", args=[turn.pk]))
        assert "Nobody is on duty today." in text(browser.get("/service/duty/"))
        assert DutyTurn.objects.get().called_off_at

    def test_somebody_on_leave_is_not_put_on_duty(self, clinic):
        away(clinic, clinic.hugo, clinic.ben)
        found = signed_in(clinic.ada.account).post(
            "/service/duty/", typed(account=str(clinic.hugo.account.pk))
        )
        assert found.status_code == 422
        assert "Hugo Pell is on leave" in text(found)

    @pytest.mark.parametrize("who", ["rosa", "miriam", "carl"])
    def test_only_the_lead_plans_it(self, clinic, who):
        browser = signed_in(getattr(clinic, who).account)
        assert browser.get("/service/duty/").status_code == 403
        assert browser.get("/service/safety/").status_code == 403


class TestTheLeadsPage:
    def test_counts_ages_and_where_they_went_but_neither_name_nor_answer(
        self, clinic, most_queries
    ):
        sign(clinic, URGENT)
        on_duty(clinic, clinic.hugo)
        later = worlds.NOW + timedelta(hours=5)
        with clock.as_of(later):
            escalating.escalate_due(later)
            browser = signed_in(clinic.ada.account)
            with most_queries():
                response = browser.get("/service/safety/")
        page = text(response)
        assert "1 sign open , 1 urgent, 1 overdue" in page
        assert "A client of Rosa Lind , open for 5 hours" in page
        assert "Went to Hugo Pell (on duty), Miriam Stone (supervisor)" in page
        for never in ("Tom", "Abara", "PHQ", "question 9", "suicid", "self-harm"):
            assert never not in page, never

    def test_a_leave_and_its_deputy_stand_beside_the_sign(self, clinic):
        away(clinic, clinic.rosa, clinic.hugo)
        sign(clinic)
        page = text(signed_in(clinic.ada.account).get("/service/safety/"))
        assert "Rosa Lind is on leave; Hugo Pell is deputy" in page

    def test_many_signs_take_no_more_queries(self, clinic, most_queries):
        for number in range(4):
            sign(clinic, name=f"Client {'ABCD'[number]}", email=f"c{number}@home.example")
        browser = signed_in(clinic.ada.account)
        with most_queries():
            assert "4 signs open" in text(browser.get("/service/safety/"))


class TestStandingIn:
    def test_on_duty_they_find_it_and_the_rest_stays_shut(self, clinic, most_queries):
        task = sign(clinic, URGENT)
        on_duty(clinic, clinic.hugo)
        later = worlds.NOW + timedelta(hours=5)
        with clock.as_of(later):
            escalating.escalate_due(later)
            browser = signed_in(clinic.hugo.account)
            assert "Come to me as the clinician on duty" in text(browser.get("/risk/"))
            with most_queries():
                page = text(browser.get(reverse("risk", args=[task.pk])))
            assert "Passed on, because nobody had acknowledged it" in page
            assert "to Hugo Pell, on duty" in page
            assert "You see this because you stand in for Rosa Lind" in page
            assert "Open the case" not in page
            assert "See all answers" not in page
            shut = browser.get(reverse("answers", args=[task.answers_id]))
            assert shut.status_code == 403

    def test_as_deputy(self, clinic):
        task = sign(clinic)
        away(clinic, clinic.rosa, clinic.hugo)
        browser = signed_in(clinic.hugo.account)
        assert "Clients of those I am deputy for" in text(browser.get("/risk/"))
        found = browser.post(
            reverse("risk", args=[task.pk]), {"done": "spoke with client", "words": ""}
        )
        assert found.status_code == 302
        assert "No open risk signs" in text(browser.get("/risk/"))

    def test_the_client_reads_who_it_was(self, clinic):
        task = sign(clinic)
        away(clinic, clinic.rosa, clinic.hugo)
        signed_in(clinic.hugo.account).get(reverse("risk", args=[task.pk]))
        account = task.person.account
        page = text(signed_in(account).get(reverse("who_can_see")))
        assert "Hugo Pell , who acts for your therapist while they are on leave" in page


def test_what_has_come_from_others_stands_on_the_first_page(clinic, most_queries):
    browser = signed_in(clinic.hugo.account)
    sign(clinic)
    assert "Come to you from others" not in text(browser.get("/today/"))
    away(clinic, clinic.rosa, clinic.hugo)
    with most_queries():
        page = text(browser.get("/today/"))
    assert "1 risk sign to acknowledge, as deputy or on duty" in page
    assert "Tom" not in page


class TestLeavingTheService:
    """Whoever is counted on to act on a sign cannot quietly go, nor lose the role for it."""

    @pytest.mark.parametrize(
        ("prepare", "said"),
        [
            (lambda clinic: away(clinic, clinic.rosa, clinic.hugo), "the deputy of Rosa Lind"),
            (lambda clinic: on_duty(clinic, clinic.hugo), "Hugo Pell is on the duty rota"),
        ],
        ids=["a deputy", "on duty"],
    )
    def test_is_refused_until_somebody_else_does_it(self, clinic, prepare, said):
        prepare(clinic)
        browser = signed_in(clinic.ada.account)
        for address, typed_in in (
            (reverse("account_leave", args=[clinic.hugo.account.pk]), {}),
            (
                reverse("account_change", args=[clinic.hugo.account.pk]),
                {"name": "Hugo Pell", "roles": ["administrator"]},
            ),
        ):
            found = browser.post(address, typed_in)
            assert found.status_code == 422
            assert said in text(found)
        clinic.hugo.account.refresh_from_db()
        assert (clinic.hugo.account.is_active, clinic.hugo.account.roles) == (True, ["therapist"])

    def test_a_clinician_who_stays_one_may_change(self, clinic):
        on_duty(clinic, clinic.hugo)
        signed_in(clinic.ada.account).post(
            reverse("account_change", args=[clinic.hugo.account.pk]),
            {"name": "Hugo Pell", "roles": ["supervisor"]},
        )
        clinic.hugo.account.refresh_from_db()
        assert clinic.hugo.account.roles == ["supervisor"]
