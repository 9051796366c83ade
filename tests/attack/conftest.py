"""Attacks share one world for each module, kept in a transaction of its own."""

import pytest

from tests.attack.world import world

__all__ = ["world"]


@pytest.fixture
def _django_db_helper() -> None:
    """Take the place of pytest-django's own: its transaction for each test would end the world."""
