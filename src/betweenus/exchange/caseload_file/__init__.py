"""A caseload as a CSV file, read strictly: right rows as frozen values, wrong ones by line and
field. Pure: nothing is looked up, and today's date is given.
"""

from betweenus.exchange.caseload_file.columns import Kind, all_columns
from betweenus.exchange.caseload_file.layout import Layout, look
from betweenus.exchange.caseload_file.people import PersonRows, ReferralRows, read_people
from betweenus.exchange.caseload_file.rows import Contact, Form, RowProblem

__all__ = [
    "Contact",
    "Form",
    "Kind",
    "Layout",
    "PersonRows",
    "ReferralRows",
    "RowProblem",
    "all_columns",
    "look",
    "read_people",
]
