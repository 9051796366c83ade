"""The caseload: who is in it, what waits, what comes first, at a cost that does not grow."""

from datetime import timedelta

import pytest

from betweenus.domain import measures as catalogue
from betweenus.domain.refusals import NotAllowed
from betweenus.services import (
    caseload,
    course,
    diary,
    handover,
    measures,
    people,
    waiting,
)
from betweenus.services.attention import Kind
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


def row_of(page, name: str):
    return next(row for row in page.rows if row.name == name)


def kinds(row) -> list[Kind]:
    return [item.kind for item in row.items]


def test_a_risk_sign_comes_before_everything(clinic):
    made = worlds.at_session(clinic.rosa, 5, "Tom Abara")
    answers = {item.id: 1 for item in catalogue.get("phq-9").items if item.scored}
    measures.answer(
        by=clinic.rosa.acts,
        person_id=made.person_id,
        measure="phq-9",
        answers=answers,
        course_id=made.pk,
        source="staff",
    )

    page = caseload.read(by=clinic.rosa.acts, filter="risk")

    row = row_of(page, "Tom Abara")
    assert kinds(row)[0] is Kind.RISK
    assert page.pressing[0][0].course_id == made.pk
    assert page.counts["risk"] == 1
    assert row.last("phq-9").last.total == 9


def test_new_diary_entries_are_counted_until_they_are_read(clinic):
    made = worlds.at_session(clinic.rosa, 5, "Tom Abara")
    client = people.identify(worlds.client_of(made))
    diary.write(by=client, course_id=made.pk, parts={"what_happened": "She hung up."})
    diary.write(
        by=client, course_id=made.pk, parts={"what_happened": "Kept to myself."}, shared=False
    )

    page = caseload.read(by=clinic.rosa.acts, filter="unread")
    assert row_of(page, "Tom Abara").unread == 1

    diary.read_for_therapist(by=clinic.rosa.acts, course_id=made.pk)
    assert caseload.read(by=clinic.rosa.acts).counts["unread"] == 0


def test_somebody_passed_on_leaves_the_caseload(clinic):
    made = worlds.at_session(clinic.rosa, 5, "Tom Abara")
    assert caseload.read(by=clinic.rosa.acts).total == 1

    handover.hand_over(
        by=clinic.ada.acts,
        account_id=clinic.rosa.account.pk,
        to=clinic.hugo.account.pk,
        person_ids=[made.person_id],
        reason="Rosa is moving to another service.",
    )

    assert caseload.read(by=clinic.rosa.acts).total == 0
    assert caseload.read(by=clinic.hugo.acts).total == 1


def test_a_course_ended_is_found_again_but_does_not_weigh_on_the_day(clinic):
    made = worlds.at_session(clinic.rosa, 5, "Tom Abara")
    course.end(by=clinic.rosa.acts, course_id=made.pk, end_code="47")

    page = caseload.read(by=clinic.rosa.acts)
    assert (page.total, page.today, page.counts["ended"]) == (0, (), 1)
    assert caseload.read(by=clinic.rosa.acts, search="abara").found == 1
    assert caseload.read(by=clinic.rosa.acts, filter="ended").found == 1


def test_people_are_found_by_their_numbers(clinic):
    worlds.opened(clinic.rosa, "Tom Abara", person={"nhs_number": "999 000 1049"})
    worlds.opened(clinic.rosa, "Ines Varga", person={"local_reference": "ED-17"})

    def found(search: str) -> list[str]:
        return [row.name for row in caseload.read(by=clinic.rosa.acts, search=search).rows]

    assert found("9990001049") == ["Tom Abara"]
    assert found("ed-17") == ["Ines Varga"]
    assert found("TOM") == ["Tom Abara"]
    assert found("tom varga") == []


def test_the_next_session_sorts_first_and_whoever_has_none_comes_after(clinic):
    late = worlds.opened(clinic.rosa, "Bo", first=worlds.at(worlds.TODAY + timedelta(days=9)))
    worlds.opened(clinic.rosa, "Al", first=worlds.at(worlds.TODAY + timedelta(days=3)))
    row = worlds.accepted(clinic.rosa, "Cy")
    course.open_course(by=clinic.rosa.acts, referral_id=row.pk, consents={}, dates=[])

    names = [one.name for one in caseload.read(by=clinic.rosa.acts).rows]

    assert names == ["Al", "Bo", "Cy"]
    assert late.pk


def test_somebody_accepted_waits_to_be_opened_only_once_given_to_treat(clinic):
    row = worlds.accepted(clinic.rosa, "Ines Varga")
    worlds.referred("Not Mine")

    assert [one.referral_id for one in caseload.read(by=clinic.rosa.acts).ready] == [row.pk]
    waiting.allocate(by=clinic.ada.acts, referral_id=row.pk, account_id=clinic.hugo.account.pk)
    assert caseload.read(by=clinic.rosa.acts).ready == ()


def test_the_office_has_none(clinic):
    for who in (clinic.ada, clinic.carl):
        with pytest.raises(NotAllowed):
            caseload.read(by=who.acts)


def test_the_number_of_queries_does_not_grow_with_the_caseload(clinic, most_queries):
    def cost(many: int) -> None:
        for number in range(many):
            worlds.at_session(clinic.rosa, number % 14 + 1, f"Client {number}", hour=8 + number % 9)

    for many in (1, 30):
        cost(many)
        for asked in ({}, {"filter": "ended"}, {"search": "client"}, {"sort": "attention"}):
            with most_queries(8):
                caseload.read(by=clinic.rosa.acts, **asked)


def test_a_long_caseload_comes_in_pages(clinic):
    for number in range(27):
        worlds.opened(clinic.rosa, f"Client {number:02}")

    first = caseload.read(by=clinic.rosa.acts, sort="name")
    second = caseload.read(by=clinic.rosa.acts, sort="name", page=2)

    assert (len(first.rows), len(second.rows), first.pages) == (25, 2, 2)
    assert second.rows[-1].name == "Client 26"
    assert caseload.read(by=clinic.rosa.acts, page=99).page == 2
