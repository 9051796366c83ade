"""Reading a drawing back, the way a browser and a screen reader would."""

from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"


def parsed(drawing: str) -> ET.Element:
    """The drawing as a tree; fails when it is not well-formed."""
    return ET.fromstring(str(drawing))


def words_in(drawing: str) -> list[str]:
    """Every line of words that is drawn."""
    return [element.text or "" for element in parsed(drawing).iter(f"{SVG}text")]


def said_in(drawing: str) -> str:
    """Everything drawn in words, as one text."""
    return " ".join(words_in(drawing))


def kinds_in(drawing: str) -> list[str]:
    """Every class used, as often as it is used."""
    elements = parsed(drawing).iter()
    return [kind for element in elements for kind in element.get("class", "").split()]


def told(drawing: str) -> tuple[str, str]:
    """The name and the description a screen reader is given."""
    root = parsed(drawing)
    by_id = {element.get("id"): element.text or "" for element in root.iter()}
    return by_id[root.get("aria-labelledby")], by_id[root.get("aria-describedby")]
