"""When a told moment happened, from its own words: what says so, and whether it is long ago."""

import re

_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|a|a few|a couple of|some|many)"
_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_YOUNG = (
    r"a (?:child|kid|boy|girl|baby|teenager)|little|small|young|younger|\d+|\w+teen|five|six|seven"
    r"|eight|nine|ten|eleven|twelve"
)
_LONG_AGO = re.compile(
    rf"\b(?:when (?:i|he|she|they) was (?:about |only |just )?(?:{_YOUNG})"
    rf"|as a (?:child|kid|boy|girl|teenager)|growing up|{_NUMBER} years ago|back at school)\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    rf"\b(?:yesterday|this morning|this week|last (?:night|week|weekend|month|year|{_DAY})"
    rf"|the other (?:day|night|week)|on {_DAY}(?: (?:morning|evening|night))?"
    rf"|at (?:christmas|easter|new year|the weekend)"
    rf"|{_NUMBER} (?:days?|weeks?|months?) ago)\b",
    re.IGNORECASE,
)


def happened(text: str) -> str:
    """The first phrase saying when it was ("last week", "when I was nine"); blank without one."""
    found = [match for pattern in (_LONG_AGO, _ONCE) if (match := pattern.search(text))]
    return min(found, key=lambda match: match.start())[0] if found else ""


def long_ago(text: str) -> bool:
    """Whether the words themselves place it in the past of a life, as "when I was nine" does."""
    return bool(_LONG_AGO.search(text))
