"""How fast the main pages are: a script for people, not a test."""
