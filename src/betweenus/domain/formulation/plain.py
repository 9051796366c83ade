"""Plain words: how many sentences a text has, and the words in it a client may not know."""

import re

# Ends in a full stop without ending a sentence; those of the second line may do both.
_ABBREVIATION = re.compile(
    r"\b(?:(?:[Ee]\.g|[Ii]\.e|cf|vs|approx|Dr|Mr|Mrs|Ms|Mx|Prof|Rev|St)\."
    r"|(?:etc|a\.m|p\.m|Sr|Jr)\.(?!\s+[\"'“‘(]*[A-Z])"
    r"|No\.(?=\s*\d))"
)
_INITIALS = re.compile(r"(?:\b[A-Z]\.\s?){2,}(?=[A-Z][a-z])")  # J. K. Marlow
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)")
_OPENS = re.compile(r"\s*[\"'“‘(\[]*[A-Z0-9]")
_TRAILS_OFF = re.compile(r"…|\.\.\.?")
_I = re.compile(r"\s*[\"'“‘(\[]*I\b")

# Our own list: the profession's shorthand, which a client's page should not need. Words that people
# use every day as well ("it affects me", "I get defensive") are left off it.
_JARGON = re.compile(
    r"\b(?:IPAF|affective|linking affects?|attachment figures?|counter-?transference|transference"
    r"|defence mechanisms?|enactments?|introject\w*|internali[sz]ed|mentali[sz]\w*"
    r"|object relations?|pathological|projective|psychodynamic|symptomatolog\w*"
    r"|(?:self|other)-representations?)\b",
    re.IGNORECASE,
)


def sentences(text: str) -> int:
    """How many sentences a reader would count.

    "e.g.", "Dr.", initials and decimals do not end one; neither does an ellipsis in the middle,
    nor what stands inside quotation marks, except at their end. A new line begins a new sentence.
    """
    return len(apart(text))


def apart(text: str) -> list[str]:
    """The sentences of a text, as a reader would count them."""
    lines = (line.strip() for line in text.splitlines())
    return [sentence for line in lines for sentence in _in_line(line)]


def jargon(text: str) -> tuple[str, ...]:
    """The profession's words in a text, each once, as they were written."""
    found: dict[str, str] = {}
    for match in _JARGON.finditer(text):
        found.setdefault(match[0].lower(), match[0])
    return tuple(found.values())


def _in_line(line: str) -> list[str]:
    quiet = _quiet(line)
    found = []
    start = 0
    for end in _END.finditer(quiet):
        if _ends(quiet, end):
            found.append(line[start : end.end()].strip())
            start = end.end()
    return [*found, line[start:].strip()] if quiet[start:].strip() else found


def _quiet(line: str) -> str:
    """The line with its abbreviations and quoted sentences silenced, length kept."""
    if _QUOTED.fullmatch(line):  # the whole line is quoted: then it is the text
        line = f" {line[1:-1]} "
    line = _QUOTED.sub(_silence_inside, line)
    line = _ABBREVIATION.sub(lambda found: found[0].replace(".", "_"), line)
    return _INITIALS.sub(lambda found: found[0].replace(".", "_"), line)


def _silence_inside(quoted: re.Match[str]) -> str:
    """Only the last stop of a quotation may end the sentence around it."""
    inside = quoted[0][:-2]
    return re.sub(r"[.!?…]", "_", inside) + quoted[0][-2:]


def _ends(line: str, end: re.Match[str]) -> bool:
    """Whether a stop is followed by what begins a sentence."""
    rest = line[end.end() :]
    if not rest.strip():
        return True
    # "I wait … I leave": a pause more often than an end, so a trailing-off before "I" goes on.
    if _TRAILS_OFF.match(end[0]) and _I.match(rest):
        return False
    return bool(_OPENS.match(rest))
