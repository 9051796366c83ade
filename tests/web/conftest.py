"""What tests of pages share: somebody of the clinic at a browser of their own."""

import pytest

from tests.web import pages


@pytest.fixture
def rosa(clinic):
    """The therapist, signed in."""
    return pages.signed_in(clinic.rosa.account)
