"""What every test process needs: garbage collection that does not look through the libraries again and again."""

from __future__ import annotations

import gc

import pytest


def pytest_collection_finish(session: pytest.Session) -> None:
    """Set aside what has been imported by now; without this, a seventh of the time goes into looking through it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
