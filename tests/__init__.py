"""Tests of Between Us."""
