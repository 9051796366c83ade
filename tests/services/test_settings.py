"""Settings: changed with a reason, kept as versions, and a protocol that must be valid."""

from datetime import date, timedelta

import pytest

from betweenus.domain.course import ProtocolError, packaged_text
from betweenus.domain.refusals import Conflict, NotAllowed, Refusal
from betweenus.records.teams import ServiceVersion
from betweenus.services import clock, progress, service, settings
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


def change(clinic, *, days=0, why="The trust asked for it.", **values):
    page = settings.read(by=clinic.ada.acts)
    with clock.as_of(worlds.NOW + timedelta(days=days)):
        return settings.change(by=clinic.ada.acts, seen=page.version, why=why, **values)


class TestChanging:
    def test_a_change_is_kept_with_who_when_why_and_what(self, clinic):
        change(clinic, name="Orle Valley Therapies", escalation_hours=12)
        change(clinic, days=1, why="New lines.", phone="01632 960140")

        newest, first = settings.read(by=clinic.ada.acts).history
        assert (newest.by, newest.why) == ("Ada Quist", "New lines.")
        assert newest.at == worlds.NOW + timedelta(days=1)
        assert [(one.name, one.before, one.after) for one in newest.changes] == [
            ("Telephone", "nothing", "01632 960140")
        ]
        assert [(one.name, one.before, one.after) for one in first.changes] == [
            ("Name", "Between Us", "Orle Valley Therapies"),
            ("Hours until a risk sign is passed on", "24", "12"),
        ]
        assert service.present().name == "Orle Valley Therapies"

    def test_without_a_reason_nothing_changes(self, clinic):
        with pytest.raises(Refusal) as refused:
            change(clinic, why="  ", name="Other")
        assert refused.value.field == "why"
        assert not ServiceVersion.objects.exists()

    def test_the_same_again_is_no_change(self, clinic):
        with pytest.raises(Refusal, match="Nothing is changed"):
            change(clinic, name="Between Us")

    @pytest.mark.parametrize("field", ["name", "crisis_text"])
    def test_name_and_crisis_text_are_never_empty(self, clinic, field):
        with pytest.raises(Refusal) as refused:
            change(clinic, **{field: "\n "})
        assert refused.value.field == field

    def test_breaks_are_said_as_days(self, clinic):
        easter = (date(2026, 4, 3), date(2026, 4, 6), "Easter")
        change(clinic, breaks=(easter,))
        (past,) = settings.read(by=clinic.ada.acts).history
        assert past.changes[0].after == "3 April 2026 to 6 April 2026, Easter"
        assert service.present().breaks == (easter,)

    def test_a_break_ends_after_it_begins(self, clinic):
        with pytest.raises(Refusal, match="cannot end before"):
            change(clinic, breaks=((date(2026, 4, 6), date(2026, 4, 3), ""),))

    def test_two_leads_do_not_overwrite_each_other(self, clinic):
        seen = settings.read(by=clinic.ada.acts).version
        change(clinic, phone="1")
        with pytest.raises(Conflict):
            settings.change(by=clinic.ada.acts, seen=seen, why="Mine", phone="2")
        assert service.present().phone == "1"

    @pytest.mark.parametrize("who", ["rosa", "miriam", "carl"])
    def test_only_a_lead_reads_and_changes_them(self, clinic, who):
        acts = getattr(clinic, who).acts
        for act in (
            lambda: settings.read(by=acts),
            lambda: settings.read_protocol(by=acts),
            lambda: settings.change(by=acts, seen=None, why="Why", name="X"),
        ):
            with pytest.raises(NotAllowed):
                act()


SHORTER = packaged_text().replace('version = "', 'version = "own-', 1)


class TestProtocol:
    def test_there_is_the_packaged_one_to_start_from(self, clinic):
        page = settings.read_protocol(by=clinic.ada.acts)
        assert page.packaged
        assert page.text == packaged_text()

    def test_an_own_one_is_followed_from_then_on_and_courses_under_way_keep_theirs(self, clinic):
        before = worlds.opened(clinic.rosa)
        settings.change_protocol(
            by=clinic.ada.acts, seen=None, why="Ours.", text=SHORTER.replace("\n", "\r\n")
        )
        after = worlds.opened(clinic.rosa, "Una Ferris")
        assert not settings.read_protocol(by=clinic.ada.acts).packaged
        assert progress.protocol_of(after).version.startswith("own-")
        assert not progress.protocol_of(before).version.startswith("own-")

    def test_a_course_keeps_the_packaged_text_it_was_opened_with(self, clinic):
        """An update of the software changes the packaged file, not a course under way."""
        made = worlds.opened(clinic.rosa)
        assert made.protocol_text == packaged_text()

    def test_an_invalid_one_is_refused_by_line_and_nothing_is_kept(self, clinic):
        broken = packaged_text().replace("sessions = 16", "sessions = 15", 1)
        with pytest.raises(ProtocolError) as found:
            settings.change_protocol(by=clinic.ada.acts, seen=None, why="Ours.", text=broken)
        (problem,) = found.value.problems
        assert problem.field == "sessions"
        assert broken.splitlines()[problem.line - 1].startswith("sessions = 15")
        assert not ServiceVersion.objects.exists()

    def test_back_to_the_packaged_one(self, clinic):
        settings.change_protocol(by=clinic.ada.acts, seen=None, why="Ours.", text=SHORTER)
        seen = settings.read(by=clinic.ada.acts).version
        with clock.as_of(worlds.NOW + timedelta(days=1)):
            settings.change_protocol(
                by=clinic.ada.acts, seen=seen, why="Back.", text=packaged_text()
            )
        page = settings.read_protocol(by=clinic.ada.acts)
        assert page.packaged
        assert [past.why for past in page.history] == ["Back.", "Ours."]
