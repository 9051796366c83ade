"""Transcripts: three formats become the same turns; bad files are refused in words."""

import pytest

from betweenus.domain.refusals import Refusal
from betweenus.exchange import transcripts

VTT = b"""WEBVTT

00:00:01.000 --> 00:00:04.000
<v Therapist>How was it when she rang?

00:00:04.500 --> 00:00:07.000
<v Kit>I just said

00:00:07.000 --> 00:00:08.000
<v Kit>I was fine.
"""

SRT = b"""1
00:00:01,000 --> 00:00:04,000
Therapist: How was it when she rang?

2
00:00:04,500 --> 00:00:08,000
Kit: I just said
I was fine.
"""

PLAIN = b"Therapist: How was it when she rang?\r\nKit: I just said\r\nI was fine.\r\n"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("a.vtt", VTT, "vtt"), ("a.srt", SRT, "srt"), ("a.txt", PLAIN, "txt"), ("a.txt", VTT, "vtt")],
)
def test_every_format_gives_the_same_turns(name, content, kind):
    read = transcripts.read(name, content)
    assert read.format == kind
    assert [(t.speaker, t.text) for t in read.turns] == [
        ("Therapist", "How was it when she rang?"),
        ("Kit", "I just said I was fine."),
    ]
    assert read.speakers == ("Therapist", "Kit")


def test_captions_keep_their_times():
    turns = transcripts.read("a.vtt", VTT).turns
    assert (turns[1].start, turns[1].end) == (4.5, 8.0)


def test_plain_text_without_names_is_one_turn_of_nobody():
    turns = transcripts.read("notes.txt", b"hello there\n[00:12] and again").turns
    assert [(t.speaker, t.text) for t in turns] == [("", "hello there and again")]


def test_letters_outside_ascii_survive():
    turns = transcripts.read("a.txt", "Siân: it’s café time".encode("cp1252")).turns
    assert turns[0].text == "it’s café time"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "No speech"),
        ("a.vtt", b"hello", "no VTT captions"),
        ("a.txt", b"\x00\x01\x02", "not text"),
        ("a.txt", b"x" * (transcripts.LARGEST + 1), "larger than 2 MB"),
        ("a.vtt", b"WEBVTT\n\n", "No speech"),
    ],
)
def test_a_bad_file_is_refused_with_what_to_do(name, content, says):
    with pytest.raises(Refusal) as refused:
        transcripts.read(name, content)
    assert says in refused.value.what
    assert refused.value.todo
