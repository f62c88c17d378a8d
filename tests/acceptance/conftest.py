"""One browser for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.acceptance.resident.browser import chromium


@pytest.fixture(scope="module", autouse=True)
def _one_browser() -> Iterator[None]:
    """Ends the browser that the tests of the module share, if they needed one.

    While it is there Playwright's loop stands still in this thread between two calls. Django takes that for
    code which must not wait for a database; here it may.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        yield
        chromium.end()
