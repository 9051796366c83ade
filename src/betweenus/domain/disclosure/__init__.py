"""Disclosure: giving somebody a copy of their record, what may be withheld, and by when."""

from betweenus.domain.disclosure.copy import Chapter, Item, RecordCopy
from betweenus.domain.disclosure.due import answer_due
from betweenus.domain.disclosure.withholding import Reason, Withholding, check_withholding

__all__ = [
    "Chapter",
    "Item",
    "Reason",
    "RecordCopy",
    "Withholding",
    "answer_due",
    "check_withholding",
]
