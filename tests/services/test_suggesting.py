"""Suggesting: passages and codes are offered, a person decides, and the record keeps both."""

from dataclasses import replace

import pytest

from betweenus.domain.refusals import NotAllowed, NotFound, Refusal
from betweenus.domain.telling.deciding import PassageState
from betweenus.records.episodes import Episode, SpanDecision
from betweenus.records.events import Event
from betweenus.services import (
    diary,
    episodes,
    people,
    proposing,
    relationship_map,
    suggesting,
    transcripts,
)
from betweenus.services import notes as session_notes
from tests import worlds
from tests.told_words import MAP, MOMENT, SESSION, attached, kept, looked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


@pytest.fixture
def rosa(clinic):
    return clinic.rosa.acts


@pytest.fixture
def made(clinic, rosa):
    course = worlds.at_session(clinic.rosa, 3)
    relationship_map.save(by=rosa, course_id=course.pk, people=MAP, seen_number=0)
    return course


@pytest.fixture
def transcript(rosa, made):
    return attached(rosa, made, SESSION)


def about(page, name):
    return next(one for one in page.left if one.who_name == name)


class TestWhatIsOffered:
    def test_told_moments_are_found_and_nothing_else_is(self, rosa, transcript):
        page = looked(rosa, transcript)
        told = " ".join(one.story for one in page.left)
        assert "Dad rang me" in told
        assert "Mum told me to stop crying" in told
        assert "Priya asked me" in told
        for chat in ("traffic", "football", "big window", "busy, it always is"):
            assert chat not in told

    def test_a_person_is_matched_to_the_map_or_named_as_somebody_new(self, rosa, transcript):
        page = looked(rosa, transcript)
        keys = {one.who_name: (one.who, one.new_person) for one in page.left}
        assert keys["Dad"] == ("dad", "")
        assert keys["Mum"] == ("mum", "")
        assert keys["Priya"] == ("", "Priya")

    def test_when_it_was_is_read_from_the_words(self, rosa, transcript):
        page = looked(rosa, transcript)
        assert (about(page, "Mum").where, about(page, "Mum").happened) == (
            "past",
            "When I was nine",
        )
        assert (about(page, "Dad").where, about(page, "Dad").happened) == ("now", "On Saturday")

    def test_the_story_is_the_clients_words_alone(self, rosa, transcript):
        dad = about(looked(rosa, transcript), "Dad")
        assert "I felt so small" in dad.story
        assert "You went quiet" not in dad.story
        assert "You went quiet." in [line.text for line in dad.lines]

    def test_the_lines_around_are_at_hand(self, rosa, transcript):
        dad = about(looked(rosa, transcript), "Dad")
        assert [line.number for line in dad.before] == list(
            range(dad.first - len(dad.before), dad.first)
        )
        assert len(dad.behind) == proposing.AROUND

    def test_likely_ones_come_first_and_each_kind_in_the_order_told(self, rosa, transcript):
        left = looked(rosa, transcript).left
        order = [(not one.likely, one.first) for one in left]
        assert order == sorted(order)

    def test_voices_nobody_can_tell_apart_are_told_apart_by_a_person(self, rosa, made):
        words = SESSION.replace("Rosa:", "Speaker 1:").replace("Tom:", "Speaker 2:")
        source = attached(rosa, made, "Speaker 1: Hello.\nSpeaker 2: Hello.")
        assert not looked(rosa, source).source.told_apart
        source = attached(rosa, made, words, "other.txt")
        page = looked(rosa, source, client="Speaker 2")
        assert page.source.told_apart
        assert {
            line.client for one in page.left for line in one.lines if line.speaker == "Speaker 1"
        } <= {False}

    def test_a_diary_entry_is_one_moment(self, rosa, made):
        tom = people.identify(worlds.client_of(made))
        entry = diary.write(by=tom, course_id=made.pk, parts=MOMENT)
        (one,) = looked(rosa, ("diary", entry.pk)).left
        assert (one.who, one.where) == ("dad", "now")
        assert "He rang; I hung up." in one.story
        entry.refresh_from_db()
        assert entry.read_at  # it was read here, as it would be on the diary's page

    def test_a_note_offers_what_was_told_not_what_was_planned(self, clinic, rosa, made):
        note = worlds.signed(
            clinic.rosa, made, session=2,
            material="Slept badly. On Sunday his dad told him he was selfish; he hung up on him.",
            focus_past="When he was nine his mum walked out on him and he hid.",
            plan="His boss shouted at him: ask.",
        )  # fmt: skip
        page = looked(rosa, ("note", note.pk))
        told = {one.story: one for one in page.left}
        assert any("told him he was selfish" in words for words in told)
        assert not any("His boss shouted" in words for words in told)
        past = next(one for words, one in told.items() if "mum walked out" in words)
        assert past.where == "past"
        session_notes.add(by=rosa, note_id=note.pk, text="His sister laughed at him on the phone.")
        assert looked(rosa, ("note", note.pk)).source.lines[-1].speaker == "Added below the note"

    def test_in_a_note_i_is_the_therapist_and_he_is_nobody_of_another_part(
        self, clinic, rosa, made
    ):
        note = worlds.signed(
            clinic.rosa,
            made,
            session=2,
            material="Focus said and agreed. Yesterday his dad told him he was late, and he left.",
            focus_past="I asked what he had told himself. He said nothing to her for a week then.",
            focus_here="I said that I had been late, and he laughed at me and told me off.",
        )
        left = looked(rosa, ("note", note.pk)).left
        who = {one.lines[0].part: one.who for one in left}
        assert who["material"] == "dad"
        assert who["focus_here"] == "therapist"
        assert {one.where for one in left if one.who == "therapist"} == {"here"}
        assert who.get("focus_past", "") == ""
        assert not [one for one in left if one.story.startswith("I asked what")]
        assert not [one for one in left if one.new_person]

    def test_a_quotation_in_a_note_is_never_cut(self, clinic, rosa, made):
        note = worlds.signed(
            clinic.rosa,
            made,
            session=2,
            material="Slept badly. On Sunday his dad told him he was selfish, and that he had left "
            "him: “You are late. As always. I waited.” Rain again.",
        )
        for one in looked(rosa, ("note", note.pk)).left:
            assert one.story.count("“") == one.story.count("”")
        assert "I waited.”" in looked(rosa, ("note", note.pk)).left[0].story

    def test_the_therapist_is_known_by_name_in_the_diary(self, rosa, made):
        tom = people.identify(worlds.client_of(made))
        for who in ("Rosa I suppose", "my therapist"):
            parts = MOMENT | {"who": who}
            entry = diary.write(by=tom, course_id=made.pk, parts=parts)
            (one,) = looked(rosa, ("diary", entry.pk)).left
            assert (one.who_name, one.where) == ("Rosa Lind", "here")

    def test_what_is_kept_to_oneself_or_removed_is_not_found(self, rosa, made, transcript):
        tom = people.identify(worlds.client_of(made))
        entry = diary.write(by=tom, course_id=made.pk, parts=MOMENT, shared=False)
        with pytest.raises(NotFound):
            looked(rosa, ("diary", entry.pk))
        transcripts.remove(by=rosa, transcript_id=transcript[1])
        with pytest.raises(NotFound):
            looked(rosa, transcript)
        with pytest.raises(NotFound):
            looked(rosa, ("letter", entry.pk))


class TestDeciding:
    def test_a_passage_kept_as_offered_is_an_episode_with_its_words(self, rosa, made, transcript):
        page = looked(rosa, transcript)
        dad = about(page, "Dad")
        episode_id = kept(rosa, transcript, dad)
        told = episodes.one(by=rosa, episode_id=episode_id).told
        assert (told.who, told.where, told.happened) == ("dad", "now", "On Saturday")
        assert told.story == dad.story
        assert told.transcript_id == transcript[1]
        after = looked(rosa, transcript)
        assert len(after.left) == len(page.left) - 1
        assert after.total == page.total
        (done,) = after.done
        assert (done.state, done.number) == (PassageState.CONFIRMED, told.number)

    def test_the_decision_keeps_what_was_offered_and_by_whom(self, rosa, transcript):
        dad = about(looked(rosa, transcript), "Dad")
        kept(rosa, transcript, dad)
        row = SpanDecision.objects.get()
        assert (row.first, row.last, row.probability) == (dad.first, dad.last, dad.probability)
        assert row.suggested["who"] == "dad"
        assert row.suggested_by == suggesting.version()
        assert row.suggested_by

    def test_other_words_are_known_as_such(self, rosa, transcript):
        dad = about(looked(rosa, transcript), "Dad")
        episode_id = kept(rosa, transcript, dad, who="mum", story="She rang.")
        assert episodes.one(by=rosa, episode_id=episode_id).told.who == "mum"
        row = SpanDecision.objects.get()
        assert row.state == PassageState.EDITED
        assert row.suggested["who"] == "dad"

    def test_a_browsers_line_ends_are_no_correction(self, rosa, transcript):
        dad = about(looked(rosa, transcript), "Dad")
        assert "\n" in dad.story
        kept(rosa, transcript, dad, story=dad.story.replace("\n", "\r\n"))
        assert SpanDecision.objects.get().state == PassageState.CONFIRMED

    def test_somebody_new_is_put_on_the_map(self, rosa, made, transcript):
        kept(rosa, transcript, about(looked(rosa, transcript), "Priya"))
        now = relationship_map.read(by=rosa, course_id=made.pk).now
        assert "Priya" in [person.name for person in now.people]

    def test_keeping_twice_makes_one_episode(self, rosa, transcript):
        dad = about(looked(rosa, transcript), "Dad")
        assert kept(rosa, transcript, dad) == kept(rosa, transcript, dad)
        assert Episode.objects.count() == SpanDecision.objects.count() == 1

    def test_the_words_stay_when_the_transcript_goes(self, rosa, transcript):
        dad = about(looked(rosa, transcript), "Dad")
        episode_id = kept(rosa, transcript, dad)
        transcripts.remove(by=rosa, transcript_id=transcript[1])
        assert episodes.one(by=rosa, episode_id=episode_id).told.story == dad.story

    def test_a_dismissed_passage_is_gone_until_it_is_taken_back(self, rosa, transcript):
        page = looked(rosa, transcript)
        dad = about(page, "Dad")
        span = {"source": transcript, "first": dad.first, "last": dad.last}
        suggesting.dismiss(by=rosa, **span)
        suggesting.dismiss(by=rosa, **span)
        gone = looked(rosa, transcript)
        assert dad not in gone.left
        assert [one.state for one in gone.done] == [PassageState.DISMISSED]
        assert SpanDecision.objects.count() == 1
        suggesting.take_back(by=rosa, **span)
        suggesting.take_back(by=rosa, **span)
        assert looked(rosa, transcript).left == page.left
        assert [row.state for row in SpanDecision.objects.order_by("number")] == [
            "dismissed",
            "reopened",
        ]
        assert not Episode.objects.exists()

    def test_a_slip_is_taken_back_and_decided_again(self, rosa, made, transcript):
        page = looked(rosa, transcript)
        dad = about(page, "Dad")
        span = {"source": transcript, "first": dad.first, "last": dad.last}
        slip = kept(rosa, transcript, dad)
        suggesting.take_back(by=rosa, **span)
        assert looked(rosa, transcript).left == page.left
        assert episodes.one(by=rosa, episode_id=slip).told.let_go
        assert kept(rosa, transcript, dad) != slip
        assert [one.number for one in episodes.of_course(made.pk)] == [2]

    def test_a_coded_episode_is_not_taken_back_from_its_passage(self, rosa, transcript):
        dad = about(looked(rosa, transcript), "Dad")
        episode_id = kept(rosa, transcript, dad)
        episodes.decide(by=rosa, episode_id=episode_id, slot="affect_shown", code="shame")
        with pytest.raises(Refusal, match="coded already"):
            suggesting.take_back(by=rosa, source=transcript, first=dad.first, last=dad.last)
        assert not episodes.one(by=rosa, episode_id=episode_id).told.let_go

    def test_a_kept_passage_is_not_dismissed_from_another_window(self, rosa, transcript):
        dad = about(looked(rosa, transcript), "Dad")
        kept(rosa, transcript, dad)
        with pytest.raises(Refusal, match="kept as episode 1"):
            suggesting.dismiss(by=rosa, source=transcript, first=dad.first, last=dad.last)

    def test_what_is_missing_is_said_and_nothing_is_kept(self, rosa, transcript):
        dad = about(looked(rosa, transcript), "Dad")
        with pytest.raises(Refusal, match="Nobody is named"):
            kept(rosa, transcript, dad, who="")
        with pytest.raises(NotFound):
            suggesting.dismiss(by=rosa, source=transcript, first=0, last=999)
        assert not SpanDecision.objects.exists()
        assert not Episode.objects.exists()

    def test_a_passage_no_longer_offered_can_still_be_decided(self, rosa, transcript):
        kept(rosa, transcript, replace(about(looked(rosa, transcript), "Dad"), first=0, last=1))
        row = SpanDecision.objects.get()
        assert (row.state, row.suggested_by, row.suggested) == ("edited", "", {})


class TestWhoMay:
    def test_a_supervisor_reads_and_does_not_decide(self, clinic, rosa, transcript):
        miriam = clinic.miriam.acts
        page = looked(miriam, transcript)
        assert page.left
        assert not page.own
        dad = about(page, "Dad")
        with pytest.raises(NotAllowed):
            kept(miriam, transcript, dad)
        with pytest.raises(NotAllowed):
            suggesting.dismiss(by=miriam, source=transcript, first=dad.first, last=dad.last)
        with pytest.raises(NotAllowed):
            suggesting.take_back(by=miriam, source=transcript, first=dad.first, last=dad.last)

    def test_nobody_else_sees_passages(self, clinic, made, transcript):
        tom = people.identify(worlds.client_of(made))
        for somebody in (clinic.hugo.acts, clinic.ada.acts, tom):
            with pytest.raises(NotAllowed):
                looked(somebody, transcript)

    def test_reading_passages_is_reading_the_transcript(self, rosa, transcript):
        looked(rosa, transcript)
        event = Event.objects.order_by("-at", "-pk").first()
        assert (event.act, event.about) == ("read transcript", f"transcript:{transcript[1]}")

    def test_the_trail_says_what_was_decided_and_no_word_of_it(self, rosa, transcript):
        dad = about(looked(rosa, transcript), "Dad")
        kept(rosa, transcript, dad)
        said = str([event.detail for event in Event.objects.filter(act="code episodes")])
        assert "confirmed" in said
        assert "quiet" not in said
