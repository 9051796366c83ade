"""Mentalising language on the page of a transcript: off unless asked for, counts and no score."""

import pytest

from betweenus.services import service, transcripts
from tests import worlds
from tests.told_words import attached
from tests.web import pages
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

LONG = "\n".join(["Rosa: Mm.\nTom: I felt sad and I wonder why he never rang me at all."] * 70)


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 3)


@pytest.fixture
def asked(clinic):
    service.change(by=clinic.ada.acts, counts_language=True)


def read(clinic, source):
    return pages.signed_in(clinic.rosa.account).get(f"/transcripts/{source[1]}/")


def test_nothing_is_counted_unless_the_service_asks_for_it(clinic, made):
    source = attached(clinic.rosa.acts, made, LONG)
    assert not transcripts.read(by=clinic.rosa.acts, transcript_id=source[1]).spoken
    assert "speaks of minds" not in text(read(clinic, source))


def test_counts_stand_beside_each_other_and_are_called_research(clinic, made, asked, most_queries):
    source = attached(clinic.rosa.acts, made, LONG)
    rosa = pages.signed_in(clinic.rosa.account)
    with most_queries(12):
        said = text(rosa.get(f"/transcripts/{source[1]}/"))
    assert "Research: how Tom Abara speaks of minds" in said
    assert "They are no measure of mentalising" in said
    assert "unverified" in said
    # 70 turns of 13 words: “felt”, “sad”, “I wonder” and “he never” in each
    assert "Feelings named 153.8" in said
    assert "Wondering 76.9" in said
    assert "Sure of another’s mind 76.9" in said
    assert "The other’s side 0.0" in said
    assert "The client’s words 910" in said
    assert "score" not in said.lower()


def test_too_few_words_and_unknown_voices_say_so(clinic, made, asked):
    short = attached(clinic.rosa.acts, made, "Rosa: How are you?\nTom: I felt sad.")
    assert "Counted from 750 words of the client’s up" in text(read(clinic, short))
    known = attached(clinic.rosa.acts, made, LONG, "long.txt")
    unknown = attached(clinic.rosa.acts, made, LONG.replace("Rosa: Mm.\nTom", "X"), "odd.txt")
    said = text(read(clinic, unknown))
    assert "voices not told apart" in said
    assert "too few words" in said
    assert "Feelings named" in text(read(clinic, known))


def test_a_removed_transcript_is_counted_no_more(clinic, made, asked):
    kept = attached(clinic.rosa.acts, made, LONG)
    gone = attached(clinic.rosa.acts, made, LONG, "other.txt")
    rosa = clinic.rosa.acts
    assert len(transcripts.read(by=rosa, transcript_id=kept[1]).spoken) == 2
    transcripts.remove(by=rosa, transcript_id=gone[1])
    assert len(transcripts.read(by=rosa, transcript_id=kept[1]).spoken) == 1


def test_the_lead_switches_it_on_and_the_history_says_so(clinic):
    ada = pages.signed_in(clinic.ada.account)
    sent = pages.fields(ada.get("/service/settings/")) | {
        "counts_language": "yes",
        "why": "For the study.",
    }
    said = text(ada.post("/service/settings/", sent, follow=True))
    assert service.present().counts_language
    assert "The language of transcripts is counted" in said
