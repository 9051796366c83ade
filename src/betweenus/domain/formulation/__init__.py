"""Formulation: the focus and its versions, goals, moments from the diary, and session notes."""
