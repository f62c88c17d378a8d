"""One browser for these tests, as long as they follow each other."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from tests.acceptance.resident.browser import chromium

HERE = Path(__file__).parent


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Generator[None]:
    """End the browser that the tests share before tests of another folder come: its loop would stand in the
    way of theirs.
    """
    try:
        return (yield)
    finally:
        if nextitem is None or HERE not in nextitem.path.parents:
            chromium.end()
