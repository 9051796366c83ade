"""A course from its opening to its end, as its therapist and others may have it."""

from datetime import date, timedelta

import pytest

from betweenus.domain.access import Act
from betweenus.domain.course import Break
from betweenus.domain.course.dates import LONDON
from betweenus.domain.refusals import NotAllowed, NotFound, Refusal
from betweenus.records.events import Event
from betweenus.records.referral import Referral
from betweenus.services import clock, course, service
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


def days(made) -> list[date]:
    return [row.starts_at.astimezone(LONDON).date() for row in made.appointments.all()]


class TestOpening:
    def test_sixteen_weekly_sessions_keep_their_time_across_the_clock_change(self, clinic):
        first = worlds.at(date(2026, 2, 17), 16)

        made = worlds.opened(clinic.rosa, first=first)

        assert days(made) == [date(2026, 2, 17) + timedelta(weeks=n) for n in range(16)]
        hours = {row.starts_at.astimezone(LONDON).hour for row in made.appointments.all()}
        assert hours == {16}
        # Clocks go forward on 29 March: the same hour in London is another in UTC.
        assert {row.starts_at.hour for row in made.appointments.all()} == {15, 16}
        assert made.planned_end == date(2026, 6, 2)

    def test_sessions_leave_out_the_breaks_of_the_course_and_of_the_service(self, clinic):
        easter = (date(2026, 4, 3), date(2026, 4, 10), "Easter")
        service.change(by=clinic.ada.acts, breaks=(easter,), crisis_text="Call 999.")

        made = worlds.opened(
            clinic.rosa,
            first=worlds.at(date(2026, 2, 17)),
            breaks=[Break(date(2026, 3, 1), date(2026, 3, 14), "Leave")],
        )

        gone = {date(2026, 3, 3), date(2026, 3, 10), date(2026, 4, 7)}
        assert not gone & set(days(made))
        assert len(days(made)) == 16
        assert made.planned_end == date(2026, 2, 17) + timedelta(weeks=18)
        assert {row.why for row in made.breaks.all()} == {"Leave", "Easter"}

    def test_dates_that_were_changed_by_hand_are_booked_as_they_are(self, clinic):
        row = worlds.accepted(clinic.rosa)
        chosen = [worlds.at(date(2026, 3, day), 10) for day in (3, 5, 12)]

        made = course.open_course(
            by=clinic.rosa.acts, referral_id=row.pk, consents={"treatment": True}, dates=chosen
        )

        assert [one.starts_at for one in made.appointments.all()] == chosen

    def test_the_referral_is_in_treatment_and_no_second_course_can_be_opened(self, clinic):
        made = worlds.opened(clinic.rosa)

        assert Referral.objects.get(pk=made.referral_id).state == "treating"
        with pytest.raises(Refusal, match="has a course already"):
            course.open_course(
                by=clinic.rosa.acts,
                referral_id=made.referral_id,
                first_session=worlds.at(date(2026, 3, 3)),
                consents={"treatment": True},
            )

    def test_nothing_is_opened_for_somebody_who_does_not_agree(self, clinic):
        row = worlds.accepted(clinic.rosa)

        with pytest.raises(Refusal, match="does not agree"):
            course.open_course(
                by=clinic.rosa.acts,
                referral_id=row.pk,
                first_session=worlds.at(date(2026, 3, 3)),
                consents={"treatment": False},
            )

        assert not row.courses.exists()

    def test_what_has_not_been_decided_cannot_be_opened(self, clinic):
        row = worlds.referred()
        worlds.waiting.allocate(
            by=clinic.rosa.acts, referral_id=row.pk, account_id=clinic.rosa.account.pk
        )

        with pytest.raises(Refusal, match="not been decided"):
            course.propose_dates(by=clinic.rosa.acts, referral_id=row.pk)

    def test_only_whoever_is_responsible_opens_it(self, clinic):
        row = worlds.accepted(clinic.rosa)

        for other in (clinic.hugo, clinic.miriam, clinic.ada, clinic.carl):
            with pytest.raises(NotAllowed):
                course.open_course(
                    by=other.acts,
                    referral_id=row.pk,
                    first_session=worlds.at(date(2026, 3, 3)),
                    consents={"treatment": True},
                )

    def test_a_date_at_which_the_therapist_sees_somebody_else_says_so(self, clinic):
        worlds.opened(clinic.rosa, "Tom Abara", first=worlds.at(date(2026, 3, 3), 14))
        row = worlds.accepted(clinic.rosa, "Ines Varga")

        page = course.propose_dates(
            by=clinic.rosa.acts,
            referral_id=row.pk,
            first_session=worlds.at(date(2026, 3, 3), 14, 30),
        )

        assert page.dates[0].clash == "You see Tom Abara then"
        assert page.dates[15].clash == "You see Tom Abara then"
        free = course.propose_dates(
            by=clinic.rosa.acts, referral_id=row.pk, first_session=worlds.at(date(2026, 3, 3), 15)
        )
        assert not any(date.clash for date in free.dates)


class TestWhereItStands:
    def test_attended_sessions_count_and_missed_ones_do_not(self, clinic):
        made = worlds.at_session(clinic.rosa, 4)
        missed = worlds.upcoming(made)[0]

        effect = course.record_attendance(
            by=clinic.rosa.acts, appointment_id=missed.pk, attendance="3"
        )

        assert (effect.before.used, effect.after.used) == (3, 3)
        assert effect.after.missed_in_a_row == 1
        assert effect.after.projected_end == effect.before.projected_end + timedelta(weeks=1)

    def test_missed_sessions_count_where_the_service_says_so(self, clinic):
        service.change(by=clinic.ada.acts, dna_counts=True)
        made = worlds.at_session(clinic.rosa, 4)

        effect = course.record_attendance(
            by=clinic.rosa.acts, appointment_id=worlds.upcoming(made)[0].pk, attendance="3"
        )

        assert effect.after.used == 4
        assert effect.after.projected_end == effect.before.projected_end

    def test_the_missed_session_can_be_put_at_the_end(self, clinic):
        made = worlds.at_session(clinic.rosa, 4)
        last = max(days(made))

        effect = course.record_attendance(
            by=clinic.rosa.acts,
            appointment_id=worlds.upcoming(made)[0].pk,
            attendance="2",
            replace=True,
        )

        assert effect.replacement.starts_at.astimezone(LONDON).date() == last + timedelta(weeks=1)
        assert effect.after.projected_end == last + timedelta(weeks=1)
        assert effect.after.cancelled_by_client == 1

    def test_tomorrow_cannot_have_been_attended(self, clinic):
        made = worlds.opened(clinic.rosa)

        with pytest.raises(Refusal, match="still ahead"):
            course.record_attendance(
                by=clinic.rosa.acts, appointment_id=worlds.upcoming(made)[0].pk, attendance="5"
            )

    def test_what_was_recorded_wrongly_can_be_taken_back(self, clinic):
        made = worlds.at_session(clinic.rosa, 2)
        row = worlds.upcoming(made)[0]
        course.record_attendance(by=clinic.rosa.acts, appointment_id=row.pk, attendance="3")

        effect = course.record_attendance(by=clinic.rosa.acts, appointment_id=row.pk, attendance="")

        assert effect.after.missed == 0
        assert effect.after.next_contact == row.pk

    def test_consent_recording_and_contract_open_and_close_gates(self, clinic):
        made = worlds.at_session(clinic.rosa, 3, consents={"treatment": True}, contract="")

        gates = {open_gate.gate.id for open_gate in course.state(made).gates}
        assert "recording_consent" in gates
        assert "consent" not in gates

        course.consent(by=clinic.rosa.acts, course_id=made.pk, purpose="recording", given=False)
        course.consent(by=clinic.rosa.acts, course_id=made.pk, purpose="treatment", given=False)

        gates = {open_gate.gate.id for open_gate in course.state(made).gates}
        assert "recording_consent" not in gates  # asked and answered: that is what counts
        assert "consent" in gates

    def test_facts_of_many_courses_take_two_queries(self, clinic, django_assert_num_queries):
        ids = [worlds.at_session(clinic.rosa, n, f"Client {n}").pk for n in (1, 3, 5)]

        with django_assert_num_queries(2):
            found = course.facts(ids)

        assert [len(found[one].contacts) for one in ids] == [16, 16, 16]
        assert all("contract" in found[one].artefacts for one in ids)

    def test_numbers_of_appointments_agree_with_where_the_course_stands(self, clinic):
        made = worlds.at_session(clinic.rosa, 4)
        rows = list(made.appointments.all())
        course.record_attendance(by=clinic.rosa.acts, appointment_id=rows[3].pk, attendance="3")
        numbers = course.state(made).numbers

        for row in made.appointments.all():
            if row.pk in numbers:
                assert course.number_of(made, row) == numbers[row.pk]
        assert rows[3].pk not in numbers

    def test_the_header_agrees_with_where_the_course_stands(self, clinic):
        made = worlds.at_session(clinic.rosa, 6)

        head = course.header(course.load(made.pk))

        assert (head.session, head.planned, head.phase) == (6, 16, "Middle")
        assert head == course.header(course.load(made.pk), course.state(made))


class TestPhase:
    def test_the_therapist_works_in_another_phase_with_a_reason_and_goes_back(self, clinic):
        made = worlds.at_session(clinic.rosa, 5)

        course.choose_phase(
            by=clinic.rosa.acts,
            course_id=made.pk,
            phase="initial",
            reason="The focus is not agreed yet.",
        )

        now = course.state(made)
        assert now.phase.id == "initial"
        assert now.counted_phase.id == "middle"
        assert now.override.reason == "The focus is not agreed yet."
        assert course.header(course.load(made.pk)).overridden

        course.choose_phase(by=clinic.rosa.acts, course_id=made.pk, phase="")
        assert course.state(made).override is None

    def test_a_phase_without_a_reason_is_refused(self, clinic):
        made = worlds.at_session(clinic.rosa, 5)

        with pytest.raises(Refusal, match="Say why"):
            course.choose_phase(by=clinic.rosa.acts, course_id=made.pk, phase="initial")


class TestConsent:
    def test_withdrawing_is_an_act_of_its_own_and_stays_in_the_record(self, clinic):
        made = worlds.opened(clinic.rosa)

        course.consent(
            by=clinic.rosa.acts,
            course_id=made.pk,
            purpose="recording",
            given=False,
            words="She would rather not after all.",
        )

        assert [one.given for one in made.consents.filter(purpose="recording").order_by("at")] == [
            True,
            False,
        ]
        assert Event.objects.filter(act=Act.WITHDRAW_CONSENT, person_id=made.person_id).exists()

    def test_the_client_may_withdraw_but_not_give_it_in_the_clinicians_place(self, clinic):
        made = worlds.opened(clinic.rosa)
        client = worlds.people.identify(worlds.client_of(made))

        course.consent(by=client, course_id=made.pk, purpose="recording", given=False)

        with pytest.raises(NotAllowed):
            course.consent(by=client, course_id=made.pk, purpose="recording", given=True)


class TestBookings:
    def test_a_break_moves_the_sessions_in_it_to_the_end(self, clinic):
        made = worlds.opened(clinic.rosa, first=worlds.at(date(2026, 2, 17)))
        before = course.state(made)

        _, moved = course.set_break(
            by=clinic.rosa.acts,
            course_id=made.pk,
            first_day=date(2026, 3, 1),
            last_day=date(2026, 3, 14),
            why="Leave",
        )

        assert len(moved) == 2
        assert date(2026, 3, 3) not in days(made)
        assert max(days(made)) == date(2026, 6, 2) + timedelta(weeks=2)
        assert course.state(made).projected_end == before.projected_end + timedelta(weeks=2)
        assert course.state(made).planned_end == before.planned_end

    def test_a_moved_session_replaces_its_entry_in_calendars(self, clinic):
        made = worlds.opened(clinic.rosa)
        row = worlds.upcoming(made)[0]

        moved = course.move(
            by=clinic.rosa.acts, appointment_id=row.pk, starts_at=row.starts_at + timedelta(days=1)
        )

        assert moved.sequence == row.sequence + 1

    def test_a_client_has_one_session_at_a_time_and_none_before_the_referral(self, clinic):
        made = worlds.opened(clinic.rosa)
        first, second = worlds.upcoming(made)[:2]
        by, soon = clinic.rosa.acts, first.starts_at + timedelta(minutes=20)
        with pytest.raises(Refusal, match="has a session then"):
            course.book(by=by, course_id=made.pk, starts_at=soon)
        with pytest.raises(Refusal, match="has a session then"):
            course.move(by=by, appointment_id=second.pk, starts_at=soon)
        with pytest.raises(Refusal, match="before the referral"):
            course.book(by=by, course_id=made.pk, starts_at=soon - timedelta(days=3650))
        twice = [course.book(by=by, course_id=made.pk, starts_at=first.starts_at) for _ in range(2)]
        assert [row.pk for row in twice] == [first.pk, first.pk]
        course.cancel(by=by, appointment_id=first.pk, attendance="4")
        assert course.book(by=by, course_id=made.pk, starts_at=soon).starts_at == soon

    def test_the_office_may_book_and_call_off_but_not_read_the_case(self, clinic):
        made = worlds.opened(clinic.rosa)
        row = worlds.upcoming(made)[0]

        again = course.cancel(
            by=clinic.carl.acts, appointment_id=row.pk, attendance="4", replace=True
        )

        assert again is not None
        with pytest.raises(NotAllowed):
            course.consent(by=clinic.carl.acts, course_id=made.pk, purpose="recording", given=True)

    def test_another_therapist_cannot_move_it(self, clinic):
        made = worlds.opened(clinic.rosa)
        row = worlds.upcoming(made)[0]

        with pytest.raises(NotAllowed):
            course.move(by=clinic.hugo.acts, appointment_id=row.pk, starts_at=row.starts_at)

        assert Event.objects.filter(done=False, account_id=clinic.hugo.account.pk).exists()

    def test_an_unknown_session_is_not_found(self, clinic):
        made = worlds.opened(clinic.rosa)
        with pytest.raises(NotFound):
            course.move(by=clinic.rosa.acts, appointment_id=made.pk, starts_at=clock.now())


class TestEnding:
    def test_an_early_end_closes_the_referral_and_leaves_the_plan_behind(self, clinic):
        made = worlds.at_session(clinic.rosa, 7)

        course.end(by=clinic.rosa.acts, course_id=made.pk, end_code="47", words="Moved away.")

        ended = course.load(made.pk)
        now = course.state(ended)
        assert (now.used, now.ended_early, now.next_contact) == (6, True, None)
        assert Referral.objects.get(pk=made.referral_id).close_code == "47"
        head = course.header(ended)
        assert (head.session, head.ended) == (6, worlds.TODAY)

    def test_it_ends_once_with_a_code_that_treatment_can_end_with(self, clinic):
        made = worlds.at_session(clinic.rosa, 7)

        with pytest.raises(Refusal, match="not a way a course ends"):
            course.end(by=clinic.rosa.acts, course_id=made.pk, end_code="14")
        course.end(by=clinic.rosa.acts, course_id=made.pk, end_code="46")
        with pytest.raises(Refusal, match="ended already"):
            course.end(by=clinic.rosa.acts, course_id=made.pk, end_code="46")

    def test_nothing_but_a_follow_up_is_booked_afterwards(self, clinic):
        made = worlds.at_session(clinic.rosa, 7)
        course.end(by=clinic.rosa.acts, course_id=made.pk, end_code="46")
        later = clock.now() + timedelta(weeks=8)

        with pytest.raises(Refusal, match="has ended"):
            course.book(by=clinic.rosa.acts, course_id=made.pk, starts_at=later)
        row = course.book(by=clinic.rosa.acts, course_id=made.pk, starts_at=later, kind="follow-up")
        assert row.kind == "follow-up"
