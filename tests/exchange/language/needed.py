"""Tests of the model itself need it installed; `make test` installs it."""

import pytest

from betweenus.exchange.language.packs import SMALL

needs_model = pytest.mark.skipif(
    SMALL.path is None, reason=f"the language model is not installed; type: {SMALL.install}"
)
