"""Fixtures are tiny and built in the test; real records are in ../shared, named after their dirt."""

from pathlib import Path

import pytest
from hypothesis import settings

# A shared machine has no steady clock: how long an example takes says nothing about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real records beside the checkout; skips where it is not there."""
    if not SHARED.is_dir():
        pytest.skip("the folder of real records (../shared) is not beside this checkout")
    return SHARED
