"""Who somebody is: numbers made comparable, and when two entries may be one person."""

from betweenus.domain.people.likeness import Particulars, reasons_to_ask
from betweenus.domain.people.tidy import (
    looks_like_nhs_number,
    shown_nhs_number,
    shown_phone,
    tidy_email,
    tidy_nhs_number,
    tidy_phone,
)

__all__ = [
    "Particulars",
    "looks_like_nhs_number",
    "reasons_to_ask",
    "shown_nhs_number",
    "shown_phone",
    "tidy_email",
    "tidy_nhs_number",
    "tidy_phone",
]
