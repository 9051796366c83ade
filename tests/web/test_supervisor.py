"""A supervisor's pages, and the therapist's side of them."""

from datetime import timedelta

import pytest

from betweenus.records.notes import SignedNote
from betweenus.services import measures, service, supervision
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


class TestHome:
    def test_everybody_supervised_with_what_waits(self, as_, clinic):
        made = worlds.at_session(clinic.ben, 6, "Una Ferris")
        worlds.signed(clinic.ben, made)
        supervision.ask(by=clinic.ben.acts, course_id=made.pk, words="SECRET question")
        page = text(as_(clinic.miriam).get("/supervision/"))
        assert "Una Ferris" in page
        assert "Session 6 of 16, middle" in page
        assert "Notes to countersign" in page
        assert "Questions" in page
        assert "There is no agreed focus yet." in page
        assert "SECRET" not in page
        assert "Rosa Lind has no open course." in page

    def test_somebody_without_supervisees_is_told_what_to_do(self, as_, clinic):
        page = text(as_(clinic.hugo).get("/supervision/"))
        assert "You supervise nobody yet" in page

    @pytest.mark.parametrize("who", ["ada", "carl"])
    def test_the_office_has_no_such_page(self, as_, clinic, who):
        assert as_(getattr(clinic, who)).get("/supervision/").status_code == 403

    def test_a_wrong_choice_of_therapist_shows_everybody(self, as_, clinic):
        worlds.at_session(clinic.rosa, 2)
        page = as_(clinic.miriam).get("/supervision/?therapist=nonsense")
        assert "Tom Abara" in text(page)

    def test_few_queries_with_many_cases(self, as_, clinic, most_queries):
        for number in range(5):
            for who in (clinic.rosa, clinic.ben):
                made = worlds.at_session(who, 3, f"Client {number} of {who.account.name}")
                worlds.signed(who, made)
        client = as_(clinic.miriam)
        with most_queries():
            assert client.get("/supervision/").status_code == 200


class TestBeforeSupervision:
    def address(self, made) -> str:
        return f"/supervision/{made.pk}/"

    def test_the_page_has_what_is_read_before_supervision(self, as_, clinic):
        made = worlds.at_session(clinic.ben, 6, "Una Ferris")
        worlds.signed(
            clinic.ben, made, 2, risk_level="present", risk="Thinks of the bridge.", threads=["Mum"]
        )
        for day, total in ((35, 10), (7, 19)):
            measures.record_total(
                by=clinic.ben.acts,
                person_id=made.person_id,
                course_id=made.pk,
                measure="phq-9",
                total=total,
                answered_on=worlds.TODAY - timedelta(days=day),
            )
        supervision.ask(by=clinic.ben.acts, course_id=made.pk, words="Am I too quick?")
        page = text(as_(clinic.miriam).get(self.address(made)))
        for words in (
            "Session 6 of 16",
            "Thinks of the bridge.",
            "Mum",
            "Am I too quick?",
            "Reliable deterioration",
            "Countersign the note of session 2",
            "No focus is written yet.",
        ):
            assert words in page

    def test_a_comment_on_one_question_reaches_the_therapist(self, as_, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        asked = supervision.ask(by=clinic.rosa.acts, course_id=made.pk, words="Say it at 4?")
        answer = as_(clinic.miriam).post(
            f"{self.address(made)}comment/", {"question": str(asked.pk), "words": "Say it."}
        )
        assert answer.status_code == 302
        page = text(as_(clinic.rosa).get(f"/courses/{made.pk}/supervision/"))
        assert page.index("Say it at 4?") < page.index("Say it.") < page.index("Agreed to do")
        assert "Miriam Stone, Tuesday 10 February at 9am" in page

    def test_an_empty_comment_is_said_beside_its_own_form(self, as_, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        asked = supervision.ask(by=clinic.rosa.acts, course_id=made.pk, words="Say it?")
        answer = as_(clinic.miriam).post(
            f"{self.address(made)}comment/", {"question": str(asked.pk), "words": " "}
        )
        assert answer.status_code == 422
        assert f'href="#answer-{asked.pk}-words"' in text(answer)
        assert "Error: Before supervision" in text(answer)

    def test_putting_a_question_away_keeps_a_comment_typed_with_it(self, as_, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        asked = supervision.ask(by=clinic.rosa.acts, course_id=made.pk, words="Say it?")
        as_(clinic.miriam).post(
            f"{self.address(made)}comment/",
            {"question": str(asked.pk), "words": "Yes.", "put_away": "yes"},
        )
        talk = supervision.read_talk(by=clinic.rosa.acts, course_id=made.pk).talk
        (closed,) = talk.closed_questions
        assert [one.words for one in closed.comments] == ["Yes."]

    def test_an_action_with_a_day_gone_by_keeps_what_was_typed(self, as_, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        answer = as_(clinic.miriam).post(
            f"{self.address(made)}agree/",
            {"words": "Ring the GP", "due_on_0": "1", "due_on_1": "2", "due_on_2": "2026"},
        )
        assert answer.status_code == 422
        assert "That day has passed" in text(answer)
        assert "Ring the GP" in text(answer)

    def test_an_agreed_action_is_ticked_off_by_the_therapist(self, as_, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        as_(clinic.miriam).post(
            f"{self.address(made)}agree/",
            {"words": "Ring the GP", "due_on_0": "17", "due_on_1": "2", "due_on_2": "2026"},
        )
        page = text(as_(clinic.rosa).get(f"/courses/{made.pk}/supervision/"))
        assert "By Tuesday 17 February" in page
        (action,) = supervision.read_talk(by=clinic.rosa.acts, course_id=made.pk).talk.open_actions
        as_(clinic.rosa).post(f"/courses/{made.pk}/supervision/actions/{action.id}/done/")
        page = text(as_(clinic.miriam).get(self.address(made)))
        assert "1 done" in page

    def test_each_side_is_led_to_its_own_page(self, as_, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        there = as_(clinic.rosa).get(self.address(made))
        assert there["Location"] == f"/courses/{made.pk}/supervision/"
        here = as_(clinic.miriam).get(f"/courses/{made.pk}/supervision/")
        assert here["Location"] == self.address(made)

    @pytest.mark.parametrize("who", ["hugo", "ben", "ada", "carl"])
    def test_nobody_else_opens_either_side(self, as_, clinic, who):
        made = worlds.at_session(clinic.rosa, 3)
        client = as_(getattr(clinic, who))
        for address in (self.address(made), f"/courses/{made.pk}/supervision/"):
            assert client.get(address).status_code == 403
        for address in (f"{self.address(made)}comment/", f"/courses/{made.pk}/supervision/"):
            assert client.post(address, {"words": "Hello"}).status_code == 403

    def test_a_case_that_is_not_there_is_not_found(self, as_, clinic):
        address = "/supervision/6f2b3f0e-5f0e-4f0e-8f0e-000000000000/"
        assert as_(clinic.miriam).get(address).status_code == 404

    def test_few_queries(self, as_, clinic, most_queries):
        service.change(by=clinic.ada.acts, name="Orle")
        made = worlds.at_session(clinic.ben, 9)
        for session in range(1, 9):
            worlds.signed(clinic.ben, made, session)
        for number in range(5):
            asked = supervision.ask(
                by=clinic.ben.acts, course_id=made.pk, words=f"Question {number}"
            )
            supervision.comment(
                by=clinic.miriam.acts, course_id=made.pk, words="Yes", question_id=asked.pk
            )
        assert SignedNote.objects.count() == 8
        client = as_(clinic.miriam)
        with most_queries():
            assert client.get(self.address(made)).status_code == 200
        client = as_(clinic.ben)
        with most_queries():
            assert client.get(f"/courses/{made.pk}/supervision/").status_code == 200


class TestTheTherapistsSide:
    def test_a_question_is_brought_and_put_away(self, as_, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        address = f"/courses/{made.pk}/supervision/"
        client = as_(clinic.rosa)
        assert "No question is waiting" in text(client.get(address))
        client.post(address, {"words": "What do I hear in it?"})
        assert "What do I hear in it?" in text(client.get(address))
        (question,) = supervision.read_talk(
            by=clinic.rosa.acts, course_id=made.pk
        ).talk.open_questions
        client.post(f"{address}questions/{question.id}/close/")
        assert "1 question talked about" in text(client.get(address))

    def test_an_empty_question_is_refused_where_it_is_written(self, as_, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        answer = as_(clinic.rosa).post(f"/courses/{made.pk}/supervision/", {"words": ""})
        assert answer.status_code == 422
        assert "Write what you want to think about" in text(answer)
