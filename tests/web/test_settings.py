"""Settings and protocol: looked at before they are saved, and nothing typed is lost."""

import re
from datetime import timedelta

import pytest

from betweenus.domain.course import packaged_text
from betweenus.services import clock, course, service
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
            "reminder_hours": str(now.reminder_hours),
            "reminders_most": str(now.reminders_most),
            "keep_years": str(now.keep_years),
            "keep_years_after_death": str(now.keep_years_after_death),
            "counts_language": "yes" if now.counts_language else "no",
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
            ({"keep_years": "1"}, "greater than or equal to 6"),
            ({"break0-why": "Easter"}, "Enter the first day of the break"),
            ({}, "Nothing is changed yet."),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_saved(self, as_, clinic, changed, said):
        client = as_(clinic.ada)
        answer = client.post("/service/settings/", self.typed(client, **changed))
        assert answer.status_code == 422
        assert said in text(answer)

    def test_everything_wrong_is_said_in_one_place(self, as_, clinic):
        client = as_(clinic.ada)
        sent = self.typed(client, name="", **{"break0-why": "Easter"})
        page = text(client.post("/service/settings/", sent))
        assert page.count("There is a problem") == 1
        assert 'href="#name"' in page
        assert 'href="#break0-first_0"' in page

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

    def test_a_missing_reason_hides_no_fault(self, as_, clinic):
        broken = packaged_text().replace("sessions = 16", "sessions = 15", 1)
        page = text(as_(clinic.ada).post("/service/protocol/", {"text": broken, "why": ""}))
        assert "Say why you change this" in page
        assert "says 15, but the phases add up to 16" in page

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
