"""Measures and risk signs as their clinician meets them: curves, every answer, what was done."""

import pytest

from betweenus.domain import measures as catalogue
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.records.people import Account
from betweenus.records.safety import RiskTask
from betweenus.services import clock, measures, people
from tests import worlds
from tests.web.test_client_portal import text, ticked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

AT_RISK = [2, 2, 2, 1, 1, 1, 1, 0, 2, 1]


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 6, person={"phone": "01632 960 123"})


@pytest.fixture
def tom(made):
    return people.identify(worlds.client_of(made))


@pytest.fixture
def rosa(client, clinic):
    client.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    return client


def answer(by, made, answers, *, weeks_ago=0, measure="phq-9"):
    with clock.as_of(worlds.NOW - worlds.timedelta(weeks=weeks_ago)):
        return measures.answer(
            by=by,
            person_id=made.person_id,
            course_id=made.pk,
            measure=measure,
            answers=answers,
        )


def test_before_the_first_one_the_page_says_what_to_do(rosa, made, most_queries):
    with most_queries():
        page = rosa.get(f"/courses/{made.pk}/measures/")
    assert "None yet. Ask for one, or enter one from paper." in text(page)
    assert "Asked for now" in text(page)
    assert "has no pages of their own yet" in text(page)


def test_the_curve_its_changes_and_signals_with_reasons(rosa, made, tom, most_queries):
    for weeks, answers in ((3, [1] * 9), (2, [1] * 9), (0, [2] * 8 + [1])):
        answer(tom, made, answers, weeks_ago=weeks)
    with most_queries():
        page = text(rosa.get(f"/courses/{made.pk}/measures/"))
    assert "Worth a look:" in page
    assert "PHQ-9 went from 9 to 17." in page
    assert "more than measurement error alone (6 or more)" in page
    assert "PHQ-9, 10 Feb for session 6 Session 6 17 moderately severe, case" in page


def test_every_page_counts_the_sessions_of_a_sign_alike(client, clinic, rosa, made, tom):
    for weeks, answers in ((3, [0] * 9), (0, [2] * 8 + [0])):
        answer(tom, made, answers, weeks_ago=weeks)
    pages = [text(rosa.get(f"/courses/{made.pk}/{at}")) for at in ("", "measures/")]
    client.force_login(clinic.miriam.account, backend="sesame.backends.ModelBackend")
    pages.append(text(client.get("/supervision/")))
    # Five are held: one questionnaire alone does not say yet that the course is off track.
    for page in pages:
        assert "Before session 6 a rise on one questionnaire alone" in page
        assert "Not on track" not in page


def test_the_review_afterwards_is_named_and_is_not_the_end_of_the_course(rosa, made, tom, client):
    for weeks, answers in ((3, [2] * 8 + [0]), (1, [1] * 8 + [0])):
        answer(tom, made, answers, weeks_ago=weeks)
    measures.answer(
        by=tom,
        person_id=made.person_id,
        course_id=made.pk,
        measure="phq-9",
        answers=[1] * 5 + [0] * 4,
        moment="follow-up",
    )
    page = text(rosa.get(f"/courses/{made.pk}/measures/"))
    assert "8 now, mild. Down 8 since the first score" in page
    assert "5 at the review afterwards." in page
    account = Account.objects.get(pk=tom.account_id)
    client.force_login(account, backend="sesame.backends.ModelBackend")
    assert (
        "Depression (PHQ-9): 16 at first, 8 at the end. A clear change for the better."
        " At the review afterwards: 5."
    ) in text(client.get("/me/progress/"))


def test_asking_for_one_and_for_it_no_longer(rosa, made, tom):
    MeasureRequest.objects.update(closed_at=worlds.NOW)
    sent = rosa.post(f"/courses/{made.pk}/measures/ask/", {"measure": "phq-9"}, follow=True)
    assert "Tom Abara is asked for PHQ-9 on their own pages" in text(sent)
    asked = MeasureRequest.objects.get(closed_at=None)
    there = f"/courses/{made.pk}/measures/asked/{asked.pk}/withdraw/"
    assert "not asked for any more" in text(rosa.post(there, follow=True))
    assert not MeasureRequest.objects.filter(closed_at=None).exists()
    assert rosa.post(f"/courses/{made.pk}/measures/ask/", {"measure": "x"}).status_code == 404


def test_answers_on_paper_with_blanks_are_kept_and_shown(rosa, made):
    path = f"/courses/{made.pk}/measures/phq-9/new/"
    page = rosa.get(path)
    assert "Leave blank what was left blank" in text(page)
    items = {item.id: "1" for item in catalogue.get("phq-9").items}
    items |= {"sleep": "", "self-harm": "", "mood": "declined"}
    day = {"answered_on_0": "3", "answered_on_1": "2", "answered_on_2": "2026"}
    sent = rosa.post(path, items | day | {"moment": "treatment"}, follow=True)
    row = MeasureAnswers.objects.get()
    assert (row.source, row.session_number, row.items["mood"]) == ("staff", 5, "declined")
    shown = text(sent)
    assert "PHQ-9 question 9 was left blank." in shown
    assert "No PHQ-9 total: 3 of its 9 questions were not answered" in shown
    assert "Entered by Rosa Lind" in shown


def test_a_wrong_date_on_paper_keeps_the_answers(rosa, made):
    path = f"/courses/{made.pk}/measures/phq-9/new/"
    items = {item.id: "1" for item in catalogue.get("phq-9").items}
    day = {"answered_on_0": "3", "answered_on_1": "2", "answered_on_2": "2027"}
    page = rosa.post(path, items | day | {"moment": "treatment"})
    assert page.status_code == 422
    assert "cannot be from the future" in text(page)
    assert ticked(page) == len(items) + 1


def test_every_answer_is_there_with_the_one_before_and_question_9_is_never_hidden(
    rosa, made, tom, most_queries
):
    answer(tom, made, [1] * 8 + [0, 0], weeks_ago=1)
    row = answer(tom, made, AT_RISK)
    with most_queries():
        page = text(rosa.get(f"/answers/{row.pk}/"))
    assert "Before, 3 Feb" in page
    assert "9. Thoughts that you would be better off dead" in page
    assert "2 More than half the days Risk sign 0 Not at all" in page
    assert "Total 12 of 27" in page
    assert "At or above the cut-off for a case (10)" in page
    assert "Kroenke, Spitzer and Williams 2001, abstract" in page
    assert "Scored with PHQ-9, version 1" in page
    assert "Risk sign, not acknowledged yet" in page


def test_what_is_unverified_says_so(rosa, made, tom):
    row = answer(tom, made, [0] * 9 + [0])
    page = text(rosa.get(f"/answers/{row.pk}/"))
    assert "Minimal (unverified)" in page


def test_a_scale_of_numbers_is_shown_without_saying_them_twice(rosa, made, tom):
    given = answer(tom, made, [4] * 8, measure="rfq-8")
    page = text(rosa.get(f"/answers/{given.pk}/"))
    assert "Certainty: 0 of 3 " in page
    assert "mystery to me 4 2. I don" in page


def test_a_sign_is_listed_opened_and_acknowledged(rosa, made, tom, most_queries):
    answer(tom, made, [1] * 8 + [0, 0], weeks_ago=1)
    answer(tom, made, AT_RISK)
    task = RiskTask.objects.get()
    with most_queries():
        listed = text(rosa.get("/risk/"))
    assert "Tom Abara" in listed
    assert "Urgent" in listed
    assert "PHQ-9 question 9: 2, more than half the days (before: 0)" in listed
    with most_queries():
        page = rosa.get(f"/risk/{task.pk}/")
    assert "Before: 0." in text(page)
    assert "01632" in text(page)

    nothing = rosa.post(f"/risk/{task.pk}/", {"words": "Rang him."})
    assert nothing.status_code == 422
    assert "Choose what was done" in text(nothing)
    assert "Rang him." in nothing.content.decode()
    bare = rosa.post(f"/risk/{task.pk}/", {"done": "other", "words": ""})
    assert bare.status_code == 422
    assert "needs a few words" in text(bare)

    tried = rosa.post(
        f"/risk/{task.pk}/", {"done": "not reached", "words": "No answer."}, follow=True
    )
    assert "stays open until somebody has reached them" in text(tried)
    assert "No answer." in text(tried)

    rosa.post(f"/risk/{task.pk}/", {"done": "spoke with client", "words": "We made a plan."})
    assert "No open risk signs" in text(rosa.get("/risk/"))
    closed = text(rosa.get(f"/risk/{task.pk}/"))
    assert "I spoke with the client about it" in closed
    assert "We made a plan." in closed
    assert "Save what was done" not in closed


def test_what_has_waited_too_long_says_so_to_therapist_and_supervisor(rosa, clinic, made, tom):
    answer(tom, made, AT_RISK)
    with clock.as_of(worlds.NOW + worlds.timedelta(hours=5)):
        assert "Overdue" in text(rosa.get("/risk/"))
        rosa.force_login(clinic.miriam.account, backend="sesame.backends.ModelBackend")
        page = text(rosa.get("/risk/"))
    assert "Clients of those I supervise" in page
    assert "Rosa Lind’s client. Was due by Tuesday 10 February at 1pm" in page


def test_others_see_nothing_of_it(client, clinic, made, tom):
    row = answer(tom, made, AT_RISK)
    paths = (
        f"/courses/{made.pk}/measures/",
        f"/courses/{made.pk}/measures/phq-9/new/",
        f"/answers/{row.pk}/",
        f"/risk/{RiskTask.objects.get().pk}/",
    )
    for other in (clinic.hugo, clinic.ada, clinic.carl):
        client.force_login(other.account, backend="sesame.backends.ModelBackend")
        for path in paths:
            assert client.get(path).status_code == 403, (other.account.name, path)


def test_a_questionnaire_about_two_people_is_two_curves(rosa, clinic, made):
    by = clinic.rosa.acts
    for subject, weeks, answers in (
        ("mother", 5, [1, 1, 1, 1, 7, 7, 7, 7, 7]),
        ("mother", 0, [4] * 9),
        ("partner", 5, [7, 7, 7, 7, 1, 1, 1, 1, 1]),
    ):
        with clock.as_of(worlds.NOW - worlds.timedelta(weeks=weeks)):
            measures.answer(
                by=by,
                person_id=made.person_id,
                course_id=made.pk,
                measure="ecr-rs",
                subject=subject,
                answers=answers,
                source="staff",
            )
    page = text(rosa.get(f"/courses/{made.pk}/measures/"))
    assert "Other questionnaires" in page
    assert "Show the scores of ECR-RS, mother as a table" in page
    assert "Show the scores of ECR-RS, partner as a table" in page
    assert "Avoidance" in page
    assert "Anxiety" in page


def test_a_band_nobody_has_read_in_a_source_says_so(rosa, clinic, made):
    answer(clinic.rosa.acts, made, [4, 0, 0, 4, 4, 0, 0, 0, 0, 0], measure="core-10")
    page = text(rosa.get(f"/courses/{made.pk}/measures/"))
    assert "20 now, moderately severe (unverified)" in page
    assert "20 moderately severe (unverified), case" in page
