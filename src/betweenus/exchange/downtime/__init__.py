"""What is on paper while the service cannot be reached: sessions to come, and forms to fill in."""

from betweenus.exchange.downtime.forms import BlankForm, Box, Forms, forms_to_pdf
from betweenus.exchange.downtime.sessions import Day, Line, Sessions, sessions_to_pdf

__all__ = [
    "BlankForm",
    "Box",
    "Day",
    "Forms",
    "Line",
    "Sessions",
    "forms_to_pdf",
    "sessions_to_pdf",
]
