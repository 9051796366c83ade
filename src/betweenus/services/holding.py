"""Holding: what somebody typed before their sign-in ran out, sealed and given back to them."""

import json

from betweenus.domain.refusals import Refusal
from betweenus.records.sealed import CannotUnseal, seal, unseal

_PLACE = "web.held_form"


def hold(path: str, fields: list[tuple[str, str]]) -> str:
    """A posted form as one sealed text that travels in the page, not in the database."""
    return seal(json.dumps({"path": path, "fields": fields}), _PLACE)


def release(held: str) -> tuple[str, list[tuple[str, str]]]:
    """The path and fields of a held form; raises Refusal when the text was changed."""
    try:
        value = json.loads(unseal(held, _PLACE))
    except (CannotUnseal, ValueError):
        raise Refusal(
            "What you typed could not be read back.",
            "Press Back: your text should still be in the form. Copy it, sign in and paste it.",
        ) from None
    return value["path"], [(name, text) for name, text in value["fields"]]
