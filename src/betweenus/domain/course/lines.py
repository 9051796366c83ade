"""Where a value stands in a TOML text, so that an error can name its line.

The standard reader gives values without their lines. This finds them again for the plain shape a
protocol has: top-level keys, arrays of tables ``[[name]]``, one key a line.
"""

import re

_ARRAY = re.compile(r"^\s*\[\[\s*([A-Za-z0-9_-]+)\s*\]\]")
_TABLE = re.compile(r"^\s*\[\s*[A-Za-z0-9_.-]+\s*\]")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")

Place = tuple[str, int, str]  # table name ("" at the top), its position, key ("" for its header)


def locate(text: str) -> dict[Place, int]:
    """The line (from 1) of every key, by table, position in its array, and key."""
    places: dict[Place, int] = {}
    seen: dict[str, int] = {}
    table, index, inside_text = "", 0, False
    for number, line in enumerate(text.splitlines(), start=1):
        if not inside_text:
            if found := _ARRAY.match(line):
                table = found[1]
                index = seen.get(table, -1) + 1
                seen[table] = index
                places[(table, index, "")] = number
            elif _TABLE.match(line):
                table, index = "?", 0
            elif found := _KEY.match(line):
                places.setdefault((table, index, found[1]), number)
        if line.count('"""') % 2 or line.count("'''") % 2:
            inside_text = not inside_text
    return places


def line_of(places: dict[Place, int], table: str, index: int, key: str) -> int:
    """The line of a key, else of its table's header, else the first line."""
    return places.get((table, index, key)) or places.get((table, index, "")) or 1
