"""Questionnaires on paper: a battery as one tagged PDF, to be filled in by hand."""

from betweenus.exchange.questionnaires.paper import Form, Sheet, to_pdf

__all__ = ["Form", "Sheet", "to_pdf"]
