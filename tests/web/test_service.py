"""The service lead's and the administrator's pages, and the records that stay closed to them."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from betweenus.domain.course import packaged_text
from betweenus.records.people import Account
from betweenus.services import clock, course, focus, letters, measures, service
from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_tuesday_in_february():
    with clock.as_of(worlds.NOW):
        yield


@pytest.fixture
def clinic():
    return worlds.clinic()


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


class TestPeople:
    NEW = {"name": "Nell Frost", "email": "nell@clinic.example", "roles": ["therapist"]}

    def test_somebody_new_chooses_their_own_password(
        self, as_, clinic, client, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            answer = as_(clinic.ada).post("/service/people/add/", self.NEW, follow=True)
        assert "Nell Frost has been sent a link" in text(answer)
        link = re.search(r"https?://[^/]+(/welcome/\S+)", mail.outbox[0].body)[1]
        client.logout()
        page = text(client.get(link))
        assert "Welcome, Nell Frost" in page
        token = re.search(r'name="token" value="([^"]+)"', page)[1]
        short = client.post("/welcome/", {"token": token, "password": "short"})
        assert short.status_code == 422
        assert "too short" in text(short)
        done = client.post("/welcome/", {"token": token, "password": "three odd words here"})
        assert done["Location"] == "/today/"
        assert client.get("/today/").status_code == 200
        client.logout()
        assert client.get(link).status_code == 410
        assert client.login(email="nell@clinic.example", password="three odd words here")

    def test_a_clients_invitation_opens_no_colleagues_page(self, clinic, client):
        from betweenus.services import links

        account = worlds.client_of(worlds.at_session(clinic.rosa, 2))
        token = links.invitation_token(account)
        assert client.get(f"/welcome/?token={token}").status_code == 410

    def test_what_is_missing_is_said_and_nothing_typed_is_lost(self, as_, clinic):
        answer = as_(clinic.ada).post("/service/people/add/", {"name": "Nell Frost", "email": "x"})
        assert answer.status_code == 422
        for words in ("Choose at least one role", "name@example.com", 'value="Nell Frost"'):
            assert words in text(answer)

    def test_a_change_of_roles(self, as_, clinic):
        address = f"/service/people/{clinic.ben.account.pk}/"
        answer = as_(clinic.ada).post(
            f"{address}change/",
            {"name": "Ben Okoro", "roles": ["therapist", "supervisor"]},
            follow=True,
        )
        assert "What they may do is as you chose." in text(answer)
        row = Account.objects.get(pk=clinic.ben.account.pk)
        assert (set(row.roles), row.trainee) == ({"therapist", "supervisor"}, False)

    def test_a_refusal_stands_beside_the_roles(self, as_, clinic):
        address = f"/service/people/{clinic.ada.account.pk}/change/"
        answer = as_(clinic.ada).post(address, {"name": "Ada Quist", "roles": ["therapist"]})
        assert answer.status_code == 422
        assert "This is the only service lead" in text(answer)

    def test_somebody_with_clients_is_let_out_only_after_handing_over(self, as_, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        client = as_(clinic.ada)
        address = f"/service/people/{clinic.rosa.account.pk}/"
        refused = client.post(f"{address}leave/")
        assert refused.status_code == 422
        assert "Hand them over to somebody first." in text(refused)

        page = text(client.get(f"{address}hand-over/"))
        assert "Tom Abara" in page
        assert "Course open since" in page
        answer = client.post(
            f"{address}hand-over/",
            {
                "clients": [str(made.person_id)],
                "to": str(clinic.hugo.account.pk),
                "reason": "Rosa is leaving.",
            },
            follow=True,
        )
        assert "1 client handed over" in text(answer)
        assert "can no longer sign in" in text(client.post(f"{address}leave/", follow=True))
        assert as_(clinic.hugo).get(reverse("case", args=[made.pk])).status_code == 200

    def test_handing_over_needs_somebody_and_a_reason(self, as_, clinic):
        worlds.at_session(clinic.rosa, 3)
        address = f"/service/people/{clinic.rosa.account.pk}/hand-over/"
        answer = as_(clinic.ada).post(address, {})
        assert answer.status_code == 422
        for words in ("Choose at least one person", "Choose a therapist", "Say why"):
            assert words in text(answer)

    def test_supervision_is_given_and_ended(self, as_, clinic):
        client = as_(clinic.ada)
        address = f"/service/people/{clinic.hugo.account.pk}/"
        client.post(f"{address}supervisor/", {"supervisor": str(clinic.miriam.account.pk)})
        page = text(client.get(address))
        assert "Supervised by" in page
        link = re.search(r"supervisor/([0-9a-f-]{36})/end/", page)[1]
        wrong = {"until_0": "1", "until_1": "2", "until_2": "2026"}
        answer = client.post(f"{address}supervisor/{link}/end/", wrong)
        assert answer.status_code == 422
        assert "It cannot end before it began." in text(answer)
        client.post(f"{address}supervisor/{link}/end/", {})
        assert "last day Tuesday 10 February" in text(client.get(address))

    def test_a_trainee_without_a_supervisor_stands_out(self, as_, clinic):
        as_(clinic.ada).post("/service/people/add/", self.NEW | {"trainee": "on"}, follow=True)
        assert "Nobody supervises them" in text(as_(clinic.ada).get("/service/people/"))

    def test_an_account_that_is_not_there_is_not_found(self, as_, clinic):
        somebody = worlds.client_of(worlds.at_session(clinic.rosa, 2))
        assert as_(clinic.ada).get(f"/service/people/{somebody.pk}/").status_code == 404

    def test_few_queries_with_many_people(self, as_, clinic, most_queries):
        for number in range(6):
            as_(clinic.ada).post(
                "/service/people/add/", self.NEW | {"email": f"n{number}@clinic.example"}
            )
        client = as_(clinic.ada)
        for address in ("/service/people/", f"/service/people/{clinic.rosa.account.pk}/"):
            with most_queries():
                assert client.get(address).status_code == 200

    def test_who_may_do_what_is_the_permission_table(self, as_, clinic):
        page = text(as_(clinic.carl).get("/service/who-may-do-what/"))
        row = page[page.index("Countersign note") :][:300]
        assert "supervisees’ clients" in row


class TestSettings:
    def typed(self, client, **changed) -> dict[str, str]:
        """The form as the page shows it, with some fields changed."""
        page = client.get("/service/settings/").content.decode()
        seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
        now = service.present()
        return {
            "seen": seen,
            "breaks": "1",
            "name": now.name,
            "phone": now.phone,
            "email": now.email,
            "address": now.address,
            "crisis_text": now.crisis_text,
            "planned_sessions": str(now.planned_sessions),
            "session_minutes": str(now.session_minutes),
            "dna_counts": "yes" if now.dna_counts else "no",
            "escalation_hours": str(now.escalation_hours),
            "why": "The trust asked for it.",
        } | changed

    def test_a_change_holds_at_once_and_is_in_the_history(self, as_, clinic):
        client = as_(clinic.ada)
        sent = self.typed(
            client,
            name="Orle Valley",
            crisis_text="Call 999.\r\n\r\nOr 111.",
            dna_counts="yes",
            break0_first="x",
            **{"break0-first_0": "3", "break0-first_1": "4", "break0-first_2": "2026"},
            **{"break0-last_0": "6", "break0-last_1": "4", "break0-last_2": "2026"},
            **{"break0-why": "Easter"},
        )
        page = text(client.post("/service/settings/", sent, follow=True))
        assert "The settings are changed." in page
        assert "Orle Valley" in page
        assert "The trust asked for it." in page
        assert "3 April 2026 to 6 April 2026, Easter" in page
        assert service.present().crisis_text == "Call 999.\n\nOr 111."
        assert service.present().dna_counts

    def test_a_break_is_removed(self, as_, clinic):
        client = as_(clinic.ada)
        days = (worlds.TODAY, worlds.TODAY + timedelta(days=3), "Leave")
        service.change(by=clinic.ada.acts, breaks=(days,))
        page = client.get("/service/settings/").content.decode()
        assert 'name="break0-remove"' in page
        with clock.as_of(worlds.NOW + timedelta(hours=1)):
            sent = self.typed(client, breaks="2", **{"break0-remove": "on"})
            sent |= {"break0-first_0": "10", "break0-first_1": "2", "break0-first_2": "2026"}
            client.post("/service/settings/", sent)
        assert service.present().breaks == ()

    def test_room_for_another_break_keeps_everything_typed_and_saves_nothing(self, as_, clinic):
        client = as_(clinic.ada)
        sent = self.typed(client, name="Half a thought", add="yes", **{"break0-why": "Easter"})
        page = client.post("/service/settings/", sent)
        assert page.status_code == 200
        assert 'value="Half a thought"' in text(page)
        assert 'value="Easter"' in text(page)
        assert 'name="break1-why"' in text(page)
        assert "There is a problem" not in text(page)
        assert service.present().name == "Between Us"

    def test_the_crisis_text_is_looked_at_before_it_is_saved(self, as_, clinic):
        client = as_(clinic.ada)
        sent = self.typed(client, crisis_text="Ring 01632 960140 now.", look="yes")
        page = text(client.post("/service/settings/", sent))
        assert "As it would be; not saved yet:" in page
        assert 'href="tel:01632960140"' in page
        assert "Ring" not in service.present().crisis_text

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"why": ""}, "Say why you change this"),
            ({"name": " "}, "Enter the name of the service"),
            ({"crisis_text": ""}, "Write where somebody in danger finds help now"),
            ({"session_minutes": "soon"}, "Enter a number"),
            ({"break0-why": "Easter"}, "Enter the first day of the break"),
            ({}, "Nothing is changed yet."),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_saved(self, as_, clinic, changed, said):
        client = as_(clinic.ada)
        answer = client.post("/service/settings/", self.typed(client, **changed))
        assert answer.status_code == 422
        assert said in text(answer)

    def test_a_second_lead_is_told_before_overwriting(self, as_, clinic):
        client = as_(clinic.ada)
        mine = self.typed(client, phone="01632 960001")
        service.change(by=clinic.ada.acts, phone="01632 960002")
        answer = client.post("/service/settings/", mine)
        assert answer.status_code == 409
        assert "01632 960001" in text(answer)
        assert service.present().phone == "01632 960002"


class TestProtocol:
    def test_a_wrong_protocol_is_shown_by_line_with_the_text_kept(self, as_, clinic):
        broken = packaged_text().replace("sessions = 16", "sessions = 15", 1)
        broken = broken.replace('id = "middle"', 'id = "midle"\nmine = "kept"', 1)
        client = as_(clinic.ada)
        answer = client.post("/service/protocol/", {"text": broken, "why": "Ours"})
        page = text(answer)
        assert answer.status_code == 422
        number = broken.splitlines().index("sessions = 15") + 1
        assert f'data-line="{number}">Line {number}</a>, <strong>sessions</strong>' in page
        assert "mine = &#34;kept&#34;" in page
        assert service.present().protocol_text == ""

    def test_checking_saves_nothing(self, as_, clinic):
        client = as_(clinic.ada)
        answer = client.post("/service/protocol/", {"text": packaged_text(), "check": "yes"})
        assert "Nothing is wrong in this protocol" in text(answer)
        answer = client.post("/service/protocol/", {"text": "sessions = ", "check": "yes"})
        assert answer.status_code == 422
        assert "Line 1" in text(answer)

    def test_a_valid_one_is_saved_and_courses_under_way_keep_theirs(self, as_, clinic):
        before = worlds.opened(clinic.rosa)
        own = packaged_text().replace('name = "Middle"', 'name = "Work"', 1)
        client = as_(clinic.ada)
        page = text(
            client.post("/service/protocol/", {"text": own, "why": "Our word."}, follow=True)
        )
        assert "Courses opened from now on follow this protocol." in page
        assert "Your own is in force." in page
        assert "Start again from the one that comes with the software" in page
        assert "Middle" in {phase.name for phase in course.protocol_of(before).phases}
        after = worlds.opened(clinic.rosa, "Una Ferris")
        assert "Work" in {phase.name for phase in course.protocol_of(after).phases}
