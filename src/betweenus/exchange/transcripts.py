"""Session transcripts as turns of speech, read from WebVTT, SRT or plain text."""

import io
import re
from dataclasses import dataclass
from pathlib import PurePath

import webvtt

from betweenus.domain.refusals import Refusal

FORMATS = ("vtt", "srt", "txt")
LARGEST = 2 * 1024 * 1024  # bytes; two hours of speech are about 150 KB

# "Therapist: how was that?" or "DR ADE: ...": a short name, then a colon and a space.
_SPEAKER = re.compile(r"^\s*([A-Z][\w .'’-]{0,30}?)\s*:\s+(?=\S)")
_STAMP = re.compile(r"^\s*[\[(]?(\d{1,2}:)?\d{1,2}:\d{2}([.,]\d{1,3})?[\])]?\s*")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said without a break; times in seconds from the start, where known."""

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole session, turn by turn."""

    format: str
    turns: tuple[Turn, ...]

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who speaks, in order of first speaking."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker))


def read(file_name: str, content: bytes) -> Transcript:
    """The transcript in a file; the content decides the format, the name only helps.

    Raises Refusal when it is too large, is not text, or holds no speech.
    """
    text = _text(content)
    kind = _format(file_name, text)
    turns = _joined(_plain(text) if kind == "txt" else _captions(text, kind))
    if not turns:
        raise Refusal(
            "No speech was found in this file.",
            "Choose a transcript in WebVTT (.vtt), SRT (.srt) or plain text (.txt).",
            field="file",
        )
    return Transcript(kind, turns)


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise Refusal(
            f"This file is larger than {LARGEST // 1024 // 1024} MB.",
            "Choose the transcript, not the recording.",
            field="file",
        )
    if b"\x00" in content:
        raise Refusal(
            "This file is not text.",
            "Choose a transcript in WebVTT (.vtt), SRT (.srt) or plain text (.txt).",
            field="file",
        )
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise Refusal(
        "The letters of this file could not be read.",
        "Save it again as UTF-8 text, then choose it once more.",
        field="file",
    )


def _format(file_name: str, text: str) -> str:
    if text.lstrip().startswith("WEBVTT"):
        return "vtt"
    if re.search(r"^\d{2}:\d{2}:\d{2},\d{3} --> ", text, re.MULTILINE):
        return "srt"
    ending = PurePath(file_name).suffix.lower().lstrip(".")
    if ending in ("vtt", "srt"):
        raise Refusal(
            f"This file is named .{ending}, but it holds no {ending.upper()} captions.",
            "Export the transcript again, or save it as plain text (.txt).",
            field="file",
        )
    return "txt"


def _captions(text: str, kind: str) -> list[Turn]:
    parse = webvtt.from_buffer
    try:
        captions = parse(io.StringIO(text), format=kind)
    except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError) as error:
        raise Refusal(
            f"This {kind.upper()} file is damaged: {error}",
            "Export the transcript again, or save it as plain text (.txt).",
            field="file",
        ) from None
    turns = []
    for caption in captions:
        said = caption.text.replace("\n", " ").strip()
        speaker = caption.voice or ""
        if not speaker:
            speaker, said = _split_speaker(said)
        if said:
            turns.append(Turn(speaker, said, _seconds(caption.start), _seconds(caption.end)))
    return turns


def _seconds(stamp: str) -> float:
    """``00:01:02.500`` in seconds; the library's own figure drops the milliseconds."""
    hours, minutes, seconds = stamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _plain(text: str) -> list[Turn]:
    """Lines; a line without a name goes on with whoever spoke before."""
    turns: list[Turn] = []
    for line in text.split("\n"):
        speaker, said = _split_speaker(_STAMP.sub("", line).strip())
        if said:
            turns.append(Turn(speaker or (turns[-1].speaker if turns else ""), said))
    return turns


def _split_speaker(line: str) -> tuple[str, str]:
    found = _SPEAKER.match(line)
    return (found[1].strip(), line[found.end() :].strip()) if found else ("", line)


def _joined(turns: list[Turn]) -> tuple[Turn, ...]:
    """Neighbouring pieces of one speaker become one turn."""
    joined: list[Turn] = []
    for turn in turns:
        if joined and joined[-1].speaker == turn.speaker:
            last = joined[-1]
            joined[-1] = Turn(turn.speaker, f"{last.text} {turn.text}", last.start, turn.end)
        else:
            joined.append(turn)
    return tuple(joined)
