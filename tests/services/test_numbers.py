"""The service's numbers, each counted a second time, slowly and plainly, from what was done."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from betweenus.domain.course import Attendance, EndCode
from betweenus.domain.course.dates import LONDON
from betweenus.domain.outcomes import (
    DatedTotal,
    first_and_last,
    first_treatment_wait,
    second_treatment_gap,
    small_numbers,
)
from betweenus.domain.outcomes.small_numbers import FEWER, Shown
from betweenus.domain.refusals import NotAllowed, Refusal
from betweenus.records.course import Appointment, Course
from betweenus.records.measures import MeasureAnswers
from betweenus.records.referral import Referral
from betweenus.services import clock, course, measures, numbers
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

FIRST, LAST = date(2025, 11, 1), date(2026, 2, 28)


@pytest.fixture
def plain(monkeypatch):
    """Counts as they are: what small ones become has its own tests."""
    monkeypatch.setattr(small_numbers, "SMALL", 0)


def read(clinic, first=FIRST, last=LAST) -> numbers.NumbersPage:
    return numbers.read(by=clinic.ada.acts, first=first, last=last)


def answered(who, made, day, *measures_of) -> None:
    for measure, total in measures_of:
        measures.record_total(
            by=who.acts,
            person_id=made.person_id,
            course_id=made.pk,
            measure=measure,
            total=total,
            answered_on=day,
        )


def a_course(who, name, *, held, codes=(), referred=30, end="", scores=()):
    """A course begun so long ago that ``held`` sessions fit, then ``codes``, then its end."""
    first = worlds.at(worlds.TODAY - timedelta(weeks=held + len(codes)))
    with clock.as_of(first - timedelta(days=referred)):
        made = worlds.opened(
            who,
            name,
            first=first,
            person={"received_on": (first - timedelta(days=referred)).date()},
        )
    worlds.attend(who, made, held)
    for code in codes:
        worlds.attend(who, made, 1, code)
    for weeks, measure, total in scores:
        answered(who, made, (first + timedelta(weeks=weeks)).date(), (measure, total))
    if end:
        worlds.ended(who, made, end)
    return made


BOTH = ((0, "phq-9", 15), (0, "gad-7", 12))
AFTER = ((3, "phq-9", 8), (3, "gad-7", 6))


def some_courses(clinic) -> None:
    """Courses of many kinds, so that every number is at least one."""
    a_course(clinic.rosa, "Ann Ash", held=5, end="47", scores=(*BOTH, *AFTER))
    a_course(clinic.rosa, "Bea Birch", held=4, codes="33", end="48", scores=BOTH)
    a_course(clinic.ben, "Cy Cedar", held=1, codes="24", end="47", scores=BOTH)
    a_course(clinic.ben, "Di Dogwood", held=3, codes="67", referred=50, scores=BOTH)
    a_course(clinic.hugo, "Ed Elm", held=6, referred=130, end="48", scores=(*BOTH, *AFTER[:1]))
    a_course(clinic.hugo, "Flo Fir", held=16, referred=43, end="46", scores=(*BOTH, *AFTER))
    worlds.accepted(clinic.rosa, "Gus Gorse", received_on=worlds.TODAY - timedelta(days=43))
    worlds.referred("Hal Holly", received_on=worlds.TODAY - timedelta(days=127))
    worlds.referred("Ivy Ivers", received_on=worlds.TODAY - timedelta(days=42))
    worlds.referred("Jo Juniper", received_on=worlds.TODAY)


def day(moment) -> date:
    return moment.astimezone(LONDON).date()


def held_on(made: Course) -> list[date]:
    rows = made.appointments.filter(kind="treatment", attendance__in=("5", "6"))
    return sorted(day(row.starts_at) for row in rows)


def ended_in_period() -> list[Course]:
    return [one for one in Course.objects.all() if one.ended_on and FIRST <= one.ended_on <= LAST]


def finished() -> list[Course]:
    return [one for one in ended_in_period() if len(held_on(one)) >= 2]


def is_paired(made: Course) -> bool:
    return all(
        first_and_last(
            [
                DatedTotal(row.answered_on, row.total)
                for row in MeasureAnswers.objects.filter(course=made, measure=measure)
                if row.moment in ("assessment", "treatment")
            ],
            made.ended_on,
        ).both
        for measure in ("phq-9", "gad-7")
    )


@pytest.mark.usefixtures("plain", "a_tuesday_in_february")
class TestCounts(TestCase):
    """The courses are made once for all: nothing here changes them."""

    @classmethod
    def setUpTestData(cls):
        with clock.as_of(worlds.NOW):
            cls.clinic = worlds.clinic()
            some_courses(cls.clinic)

    def test_who_waits(self):
        waits = read(self.clinic).waits
        rows = Referral.objects.filter(state__in=("received", "assessing", "waiting"))
        days = [(worlds.TODAY - row.received_on).days for row in rows]
        assert waits.total == len(days) == 4
        assert waits.over_6 == sum(one > 42 for one in days) == 2
        assert waits.over_18 == sum(one > 126 for one in days) == 1
        assert waits.longest == worlds.TODAY - timedelta(days=max(days))
        assert sum(count for *_, count in waits.bins) == 4
        assert [(begin, end) for begin, end, count in waits.bins if count] == [
            (0, 2),
            (4, 6),
            (6, 8),
            (18, None),
        ]

    def test_what_therapists_carry(self):
        found = {one.name: one for one in read(self.clinic).carried}
        open_courses = Course.objects.filter(ended_on=None)
        for name, one in found.items():
            mine = [row for row in open_courses if row.therapist.name == name]
            assert one.courses == len(mine)
        assert (found["Ben Okoro"].courses, found["Ben Okoro"].trainee) == (1, True)
        assert (found["Rosa Lind"].to_open, found["Rosa Lind"].to_assess) == (1, 0)

    def test_attendance_by_code(self):
        attended = read(self.clinic).attended
        counts = dict.fromkeys(Attendance, 0)
        for row in Appointment.objects.filter(kind="treatment").exclude(attendance=""):
            if FIRST <= day(row.starts_at) <= LAST:
                counts[Attendance(row.attendance)] += 1
        assert {code: one.count for code, one in attended.by_code.items()} == counts
        assert counts[Attendance.CANCELLED_BY_SERVICE] == 1
        assert attended.total.count == sum(counts.values())

    def test_courses_opened_open_and_ended(self):
        page = read(self.clinic)
        rows = list(Course.objects.all())
        assert page.open_courses == sum(row.ended_on is None for row in rows) == 1
        assert page.opened.count == sum(FIRST <= day(row.opened_at) <= LAST for row in rows)
        assert page.ended.total.count == len(ended_in_period()) == 5

    def test_early_endings_by_code(self):
        page = read(self.clinic)
        early = [one for one in ended_in_period() if one.ending_early]
        assert page.ended.early.count == len(early) == 4
        for code in EndCode:
            count = sum(one.end_code == code for one in early)
            assert page.ended.early_by_code.get(code, Shown(0, "")).count == count

    def test_sessions_in_a_course(self):
        page = read(self.clinic)
        sizes = [len(held_on(one)) for one in ended_in_period()]
        assert page.ended.mean_sessions == pytest.approx(sum(sizes) / len(sizes))
        groups = {"0 to 1": 1, "2 to 4": 1, "5 to 8": 2, "9 to 12": 0, "13 to 16": 1}
        found = {words: one.count for words, one in page.ended.sessions}
        assert found == groups | {"17 or more": 0}

    def test_first_treatment_of_those_who_finished(self):
        page = read(self.clinic)
        waits = [
            first_treatment_wait(one.referral.received_on, held_on(one)[0], worlds.TODAY)
            for one in finished()
        ]
        within_6 = sum(one.within_6_weeks for one in waits)
        within_18 = sum(one.within_18_weeks for one in waits)
        assert page.ended.finished.count == len(waits) == 4
        assert page.ended.first_wait["within 6"].count == within_6 == 2
        assert page.ended.first_wait["within 18"].count == within_18 - within_6 == 1
        assert page.ended.first_wait["over 18"].count == len(waits) - within_18 == 1
        assert (page.ended.within_6_share, page.ended.within_18_share) == ("50%", "75%")

    def test_the_same_few_queries_however_many_courses(self):
        with CaptureQueriesContext(connection) as captured:
            read(self.clinic)
        asked = [one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]
        assert len(asked) == 6

    def test_paired_measures(self):
        page = read(self.clinic)
        paired = [is_paired(one) for one in finished()]
        assert page.ended.paired.count == sum(paired) == 2
        assert page.ended.unpaired.count == 2


@pytest.mark.usefixtures("plain")
class TestEdges:
    def test_a_contact_gone_by_without_a_record_is_counted_apart(self, clinic):
        made = worlds.at_session(clinic.rosa, 4)
        with clock.as_of(worlds.NOW + timedelta(days=8)):
            assert read(clinic).attended.unrecorded == 2
            worlds.ended(clinic.rosa, made, ended_on=worlds.TODAY - timedelta(days=3))
            assert read(clinic).attended.unrecorded == 0

    def test_an_answer_after_discharge_makes_no_pair(self, clinic):
        made = a_course(clinic.rosa, "Ann Ash", held=5, scores=BOTH)
        with clock.as_of(worlds.NOW - timedelta(days=2)):
            worlds.ended(clinic.rosa, made, "47")
        for measure in ("phq-9", "gad-7"):
            answered(clinic.rosa, made, worlds.TODAY, (measure, 5))
        assert read(clinic).ended.paired.count == 0 == sum(is_paired(one) for one in finished())

    def test_the_hidden_wait(self, clinic):
        made = worlds.opened(clinic.rosa, first=worlds.at(worlds.TODAY - timedelta(days=0)))
        worlds.attend(clinic.rosa, made, 1)
        second = worlds.upcoming(made)[0]
        course.move(
            by=clinic.rosa.acts,
            appointment_id=second.pk,
            starts_at=worlds.at(worlds.TODAY + timedelta(days=92)),
        )
        later = worlds.NOW + timedelta(days=100)
        with clock.as_of(later):
            for row in worlds.upcoming(made):
                if day(row.starts_at) == worlds.TODAY + timedelta(days=92):
                    course.record_attendance(
                        by=clinic.rosa.acts, appointment_id=row.pk, attendance="5"
                    )
            worlds.ended(clinic.rosa, made)
            page = read(clinic, last=later.date())
        one, two = held_on(made)
        assert second_treatment_gap(one, two, two).over_90_days
        assert page.ended.hidden_wait.count == 1

    def test_the_last_day_of_the_period_belongs_to_it(self, clinic):
        made = a_course(clinic.rosa, "Ann Ash", held=2)
        worlds.ended(clinic.rosa, made)
        assert read(clinic, last=worlds.TODAY).ended.total.count == 1
        assert read(clinic, last=worlds.TODAY - timedelta(days=1)).ended.total.count == 0


class TestSaying:
    def test_small_counts_are_not_said(self, clinic):
        some_courses(clinic)
        page = read(clinic)
        assert page.ended.early.words == FEWER
        assert page.ended.within_6_share == ""
        assert page.ended.mean_sessions is not None
        assert {one.words for one in page.ended.early_by_code.values()} == {FEWER}

    def test_an_empty_service_has_numbers_too(self, clinic):
        page = read(clinic)
        assert page.waits.total == 0
        assert page.ended.total.words == "0"
        assert page.ended.mean_sessions is None

    def test_a_period_has_an_order(self, clinic):
        with pytest.raises(Refusal, match="before it begins"):
            read(clinic, first=LAST, last=FIRST)

    @pytest.mark.parametrize("who", ["rosa", "miriam", "carl"])
    def test_only_the_lead_reads_them(self, clinic, who):
        with pytest.raises(NotAllowed):
            numbers.read(by=getattr(clinic, who).acts, first=FIRST, last=LAST)
