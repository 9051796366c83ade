"""Signing in: by password, by e-mailed link, and again without losing what was typed."""
