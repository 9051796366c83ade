"""Where a value stands in a TOML text, so that an error can name its line.

The standard reader gives values without their lines. This reads the text a second time for the
shape our files have: keys at the top, sections ``[name]`` and ``[[name]]``, keys within them. It
skips over what stands inside quotation marks, brackets and comments, and presumes that the
standard reader has found the text sound.
"""

import re

Place = tuple[str, int, str]  # section name ("" at the top), its position, key ("" for its header)

_HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_-]+)")
_KEY = re.compile(r"""\s*["']?([A-Za-z0-9_-]+)["']?\s*[.=]""")
# What changes how the rest of the text reads: quotation marks, brackets, a comment.
_TOKEN = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\])*"|\'[^\']*\'|[\[\]{}]|#')
_ESCAPED = re.compile(r"\\.", re.DOTALL)


def locate(text: str) -> dict[Place, int]:
    """The line (from 1) of every section and key of a sound TOML text."""
    places: dict[Place, int] = {}
    seen: dict[str, int] = {}
    table, index = "", 0
    quote, depth = "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not quote and not depth:
            if found := _HEADER.match(line):
                table = found[1]
                index = seen[table] = seen.get(table, -1) + 1
                places[table, index, ""] = number
                continue
            if found := _KEY.match(line):
                places.setdefault((table, index, found[1]), number)
        quote, depth = _after(line, quote, depth)
    return places


def line_of(places: dict[Place, int], table: str, index: int, key: str) -> int:
    """The line of a key, else of its section or what stands in its place, else the first."""
    for place in ((table, index, key), (table, index, ""), ("", 0, table), (key, 0, "")):
        if place in places:
            return places[place]
    return 1


def _after(line: str, quote: str, depth: int) -> tuple[str, int]:
    """Which long quotation (else "") and how many brackets are open at the end of the line."""
    at = 0
    while at < len(line):
        if quote:
            end = _end_of_quote(line, at, quote)
            if end < 0:
                return quote, depth
            at, quote = end, ""
            continue
        found = _TOKEN.search(line, at)
        if not found or found[0] == "#":
            break
        at = found.end()
        if found[0] in ('"""', "'''"):
            quote = found[0]
        else:
            depth += (found[0] in "[{") - (found[0] in "]}")
    return quote, depth


def _end_of_quote(line: str, at: int, quote: str) -> int:
    """Where a long quotation ends on this line; -1 when it goes on."""
    rest = line[at:]
    if quote == '"""':
        rest = _ESCAPED.sub("  ", rest)
    end = rest.find(quote)
    return -1 if end < 0 else at + end + len(rest[end:]) - len(rest[end:].lstrip(quote[0]))
