"""Supervision: what a therapist brings and a supervisor says, and who else stays outside."""

from datetime import timedelta

import pytest

from betweenus.domain.refusals import NotAllowed, NotFound, Refusal
from betweenus.records.events import Event
from betweenus.records.supervision import SupervisionQuestion
from betweenus.services import clock, notes, people, supervisees, supervision
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


class TestTalking:
    def test_a_question_a_comment_and_an_action_are_read_by_both(self, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        asked = supervision.ask(
            by=clinic.rosa.acts, course_id=made.pk, words=" Do I say it at session 4? "
        )
        supervision.comment(
            by=clinic.miriam.acts, course_id=made.pk, words="Say it.", question_id=asked.pk
        )
        supervision.comment(by=clinic.miriam.acts, course_id=made.pk, words="You sound well.")
        supervision.agree_action(
            by=clinic.miriam.acts,
            course_id=made.pk,
            words="Write the draft.",
            due_on=worlds.TODAY + timedelta(days=7),
        )

        for who in (clinic.rosa, clinic.miriam):
            talk = supervision.read_talk(by=who.acts, course_id=made.pk).talk
            (question,) = talk.open_questions
            assert question.words == "Do I say it at session 4?"
            assert (question.by, question.at) == ("Rosa Lind", worlds.NOW)
            assert [(one.words, one.by) for one in question.comments] == [
                ("Say it.", "Miriam Stone")
            ]
            assert [one.words for one in talk.comments] == ["You sound well."]
            assert [one.words for one in talk.open_actions] == ["Write the draft."]

    def test_pressed_twice_is_said_once(self, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        for _ in range(2):
            supervision.ask(by=clinic.rosa.acts, course_id=made.pk, words="Now?")
            supervision.comment(by=clinic.miriam.acts, course_id=made.pk, words="Wait.")
            supervision.agree_action(by=clinic.miriam.acts, course_id=made.pk, words="Wait.")
        supervision.comment(by=clinic.miriam.acts, course_id=made.pk, words="Or not.")
        talk = supervision.read_talk(by=clinic.rosa.acts, course_id=made.pk).talk
        assert [one.words for one in talk.open_questions] == ["Now?"]
        assert sorted(one.words for one in talk.comments) == ["Or not.", "Wait."]
        assert [one.words for one in talk.open_actions] == ["Wait."]

    def test_a_closed_question_says_who_closed_it_and_stays(self, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        asked = supervision.ask(by=clinic.rosa.acts, course_id=made.pk, words="Now or later?")
        supervision.close_question(by=clinic.miriam.acts, question_id=asked.pk)
        supervision.close_question(by=clinic.rosa.acts, question_id=asked.pk)

        talk = supervision.read_talk(by=clinic.rosa.acts, course_id=made.pk).talk
        assert not talk.open_questions
        assert [(one.words, one.closed_by) for one in talk.closed_questions] == [
            ("Now or later?", "Miriam Stone")
        ]

    def test_an_action_is_overdue_until_it_is_ticked_off(self, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        agreed = supervision.agree_action(
            by=clinic.miriam.acts, course_id=made.pk, words="Ring the GP.", due_on=worlds.TODAY
        )
        with clock.as_of(worlds.NOW + timedelta(days=1)):
            (waiting,) = supervision.read_talk(
                by=clinic.rosa.acts, course_id=made.pk
            ).talk.open_actions
            assert waiting.overdue
            supervision.finish_action(by=clinic.rosa.acts, action_id=agreed.pk)
            (done,) = supervision.read_talk(
                by=clinic.rosa.acts, course_id=made.pk
            ).talk.done_actions
        assert done.done_by == "Rosa Lind"
        assert not done.overdue

    @pytest.mark.parametrize("words", ["", "  \n "])
    def test_nothing_written_is_refused(self, clinic, words):
        made = worlds.at_session(clinic.rosa, 2)
        with pytest.raises(Refusal) as refused:
            supervision.ask(by=clinic.rosa.acts, course_id=made.pk, words=words)
        assert refused.value.field == "words"
        assert not SupervisionQuestion.objects.exists()

    def test_a_day_gone_by_is_refused(self, clinic):
        made = worlds.at_session(clinic.rosa, 2)
        with pytest.raises(Refusal, match="That day has passed"):
            supervision.agree_action(
                by=clinic.miriam.acts,
                course_id=made.pk,
                words="Ring",
                due_on=worlds.TODAY - timedelta(days=1),
            )

    def test_a_comment_belongs_to_a_question_of_its_own_case(self, clinic):
        made = worlds.at_session(clinic.rosa, 2)
        other = worlds.at_session(clinic.ben, 2, "Una Ferris")
        asked = supervision.ask(by=clinic.ben.acts, course_id=other.pk, words="How long?")
        with pytest.raises(NotFound):
            supervision.comment(
                by=clinic.miriam.acts, course_id=made.pk, words="Long", question_id=asked.pk
            )


class TestWhoMay:
    def test_only_the_own_therapist_asks_and_only_their_supervisor_answers(self, clinic):
        made = worlds.at_session(clinic.rosa, 2)
        for who in (clinic.hugo, clinic.ben, clinic.miriam, clinic.ada, clinic.carl):
            with pytest.raises(NotAllowed):
                supervision.ask(by=who.acts, course_id=made.pk, words="May I?")
        for who in (clinic.rosa, clinic.hugo, clinic.ada, clinic.carl):
            with pytest.raises(NotAllowed):
                supervision.comment(by=who.acts, course_id=made.pk, words="Well done.")

    @pytest.mark.parametrize("who", ["hugo", "ben", "ada", "carl"])
    def test_nobody_else_reads_it(self, clinic, who):
        made = worlds.at_session(clinic.rosa, 2)
        for read in (supervision.read_case, supervision.read_talk):
            with pytest.raises(NotAllowed):
                read(by=getattr(clinic, who).acts, course_id=made.pk)

    def test_reading_leaves_its_trace(self, clinic):
        made = worlds.at_session(clinic.rosa, 2)
        supervision.read_case(by=clinic.miriam.acts, course_id=made.pk)
        event = Event.objects.order_by("-id").first()
        assert (event.act, event.account_name, event.person_id, event.relation) == (
            "read supervision",
            "Miriam Stone",
            made.person_id,
            "supervisee",
        )

    def test_an_ended_link_closes_the_case(self, clinic):
        made = worlds.at_session(clinic.rosa, 2)
        with clock.as_of(worlds.NOW - timedelta(days=400)):
            link = people.link_supervision(
                by=clinic.ada.acts, supervisor=clinic.miriam.account, supervisee=clinic.hugo.account
            )
        people.end_supervision(by=clinic.ada.acts, link_id=link.pk)
        theirs = worlds.at_session(clinic.hugo, 2, "Una Ferris")
        supervision.read_case(by=clinic.miriam.acts, course_id=made.pk)
        with clock.as_of(worlds.NOW + timedelta(days=1)), pytest.raises(NotAllowed):
            supervision.read_case(by=clinic.miriam.acts, course_id=theirs.pk)


class TestBeforeSupervision:
    def test_the_page_has_the_latest_notes_risk_and_threads(self, clinic):
        made = worlds.at_session(clinic.ben, 6)
        for number in range(5):
            worlds.signed(
                clinic.ben,
                made,
                number + 1,
                risk_level="present",
                risk="Thought of the bridge.",
                threads=[f"Thread {number + 1}"],
            )
        page = supervision.read_case(by=clinic.miriam.acts, course_id=made.pk)
        assert [note.number for note in page.notes] == [5, 4, 3]
        assert page.notes[0].threads == ("Thread 5",)
        assert (page.notes[0].risk, page.notes[0].risk_words) == (
            "present",
            "Thought of the bridge.",
        )
        assert [one.number for one in page.to_countersign] == [1, 2, 3, 4, 5]

    def test_a_countersigned_note_no_longer_waits(self, clinic):
        made = worlds.at_session(clinic.ben, 3)
        first, _ = (worlds.signed(clinic.ben, made, number) for number in (1, 2))
        notes.countersign(by=clinic.miriam.acts, note_id=first.pk)
        page = supervision.read_case(by=clinic.miriam.acts, course_id=made.pk)
        assert [one.number for one in page.to_countersign] == [2]

    def test_notes_of_somebody_trained_need_no_second_signature(self, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        worlds.signed(clinic.rosa, made)
        page = supervision.read_case(by=clinic.miriam.acts, course_id=made.pk)
        assert page.to_countersign == ()


class TestSupervisees:
    def test_cases_are_grouped_by_therapist(self, clinic):
        worlds.at_session(clinic.rosa, 3)
        worlds.at_session(clinic.ben, 5, "Una Ferris")
        worlds.at_session(clinic.hugo, 4, "Not Hers")
        home = supervisees.read(by=clinic.miriam.acts)
        assert [
            (one.name, one.trainee, [row.name for row in one.rows]) for one in home.therapists
        ] == [("Ben Okoro", True, ["Una Ferris"]), ("Rosa Lind", False, ["Tom Abara"])]

    def test_what_waits_is_counted(self, clinic):
        made = worlds.at_session(clinic.ben, 3)
        worlds.signed(clinic.ben, made)
        supervision.ask(by=clinic.ben.acts, course_id=made.pk, words="How?")
        supervision.agree_action(
            by=clinic.miriam.acts, course_id=made.pk, words="Ring.", due_on=worlds.TODAY
        )
        with clock.as_of(worlds.NOW + timedelta(days=2)):
            ben = supervisees.read(by=clinic.miriam.acts).therapists[0]
        (row,) = ben.rows
        assert (row.to_countersign, row.questions, row.overdue_actions) == (1, 1, 1)
        assert row.now.session == 3

    def test_a_case_stays_on_the_list_while_a_note_waits_for_a_signature(self, clinic):
        made = worlds.at_session(clinic.ben, 3)
        note = worlds.signed(clinic.ben, made)
        worlds.ended(clinic.ben, made)
        (row,) = supervisees.read(by=clinic.miriam.acts).therapists[0].rows
        assert row.now.ended
        notes.countersign(by=clinic.miriam.acts, note_id=note.pk)
        assert supervisees.read(by=clinic.miriam.acts).therapists[0].rows == ()

    def test_a_list_that_is_too_long_shows_one_therapist_at_a_time(self, clinic, monkeypatch):
        monkeypatch.setattr(supervisees, "AT_ONCE", 1)
        worlds.at_session(clinic.rosa, 3)
        worlds.at_session(clinic.ben, 5, "Una Ferris")
        home = supervisees.read(by=clinic.miriam.acts)
        assert [one.shown for one in home.therapists] == [False, False]
        assert [one.clients for one in home.therapists] == [1, 1]
        home = supervisees.read(by=clinic.miriam.acts, therapist=clinic.rosa.account.pk)
        assert [one.name for one in home.therapists if one.shown] == ["Rosa Lind"]

    def test_a_therapist_has_no_such_list(self, clinic):
        with pytest.raises(NotAllowed):
            supervisees.read(by=clinic.ada.acts)
