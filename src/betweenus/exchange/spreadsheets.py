"""Cells of a table for people: a spreadsheet shows them and never runs them.

A text that begins like a formula is run when the file is opened (OWASP, "CSV injection"); an
apostrophe before it makes it text, and spreadsheets do not show it.
"""

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: object) -> object:
    """A value as it is written; a text that could be a formula is marked as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.startswith(_BEGINS_A_FORMULA):
        return f"'{value}"
    return "" if value is None else value
